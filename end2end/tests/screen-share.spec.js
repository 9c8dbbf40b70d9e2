import { callBetween, expectAtRest, expectMediaBothWays, expectMovingFrames } from '../calls.js';
import { expect, test } from '../fixtures.js';

/** The labels of the pictures that go out. */
const pictures = async ({ probe }) => (await probe.sending()).filter(({ kind }) => kind === 'video').map(({ label }) => label);

test('a screen is shared and no longer, and the camera is back', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
  const [camera] = await pictures(ana);

  await ana.call.share.click();
  await bo.isTold('Ana shares their screen');
  await expect.poll(() => pictures(ana)).not.toEqual([camera]);
  await expectMovingFrames(ana.call.received, bo.call.received);

  await ana.call.stopSharing.click();
  await expect(bo.notice('Ana shares their screen')).toBeHidden();
  await expect.poll(() => pictures(ana)).toEqual([camera]);
  await expect.poll(async () => (await ana.probe.held()).tracks, 'microphone and camera').toBe(2);
  await expectMediaBothWays(ana, bo);

  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});

test('the browser’s own button ends it, and a hang-up does', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);

  await ana.call.share.click();
  await bo.isTold('Ana shares their screen');
  await ana.probe.endScreen();
  await expect(ana.call.share).toBeVisible();
  await expect(bo.notice('Ana shares their screen')).toBeHidden();

  await ana.call.share.click();
  await bo.isTold('Ana shares their screen');
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});

test('both share at once, one with the camera off', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await ana.call.cameraOff.click();
  await bo.isTold('Ana’s camera is off');

  await Promise.all([ana.call.share.click(), bo.call.share.click()]);
  await ana.isTold('Bo shares their screen');
  await bo.isTold('Ana shares their screen');
  await expectMovingFrames(ana.call.received, bo.call.received);

  await Promise.all([ana.call.stopSharing.click(), bo.call.stopSharing.click()]);
  await bo.isTold('Ana’s camera is off');
  await expect(bo.call.received).toBeHidden();
  await expect.poll(async () => (await ana.probe.held()).tracks, 'the microphone alone').toBe(1);
  await expectMovingFrames(ana.call.received);
});
