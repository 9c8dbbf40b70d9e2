import { callBetween, expectInCall, expectMovingFrames, expectSound, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';

const noCamera = { camera: 'NotFoundError' };
const nothing = { camera: 'NotFoundError', microphone: 'NotFoundError' };
const cameraInUse = { camera: 'NotReadableError' };

for (const [who, anaHas, boHas] of [
  ['caller', noCamera, undefined],
  ['callee', undefined, noCamera],
]) {
  test(`a ${who} without a camera is told, and talks all the same`, async ({ join }) => {
    const ana = await join('Ana', { media: anaHas });
    const bo = await join('Bo', { media: boHas });
    const [poor, rich] = anaHas ? [ana, bo] : [bo, ana];
    await callBetween(ana, bo);
    await poor.isAlerted(/no camera was found/i);
    await expectSound(ana, bo);
    await expectMovingFrames(poor.call.received);
    expect((await poor.probe.sending()).map((track) => track.kind)).toEqual(['audio']);
    expect((await rich.probe.sending()).map((track) => track.kind).sort()).toEqual(['audio', 'video']);
  });
}

for (const [who, anaHas, boHas] of [
  ['caller', nothing, undefined],
  ['callee', undefined, nothing],
]) {
  test(`a ${who} with neither camera nor microphone is told, and sees and hears`, async ({ join }) => {
    const ana = await join('Ana', { media: anaHas });
    const bo = await join('Bo', { media: boHas });
    const poor = anaHas ? ana : bo;
    await callBetween(ana, bo);
    await poor.isAlerted(/no camera and no microphone were found/i);
    await expectMovingFrames(poor.call.received);
    await expectSound(poor);
    expect(await poor.probe.sending()).toEqual([]);
  });
}

test('a camera that another program uses has a sentence of its own, and both sides agree on what is left', async ({
  join,
}) => {
  const ana = await join('Ana');
  const bo = await join('Bo', { media: cameraInUse });
  await ring(ana, bo);
  await bo.incoming.accept();
  await bo.isAlerted(/used by another program/i);
  await expectInCall(ana, bo);
  await expectSound(ana, bo);
  await expectMovingFrames(bo.call.received);
});
