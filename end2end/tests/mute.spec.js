import { callBetween, expectMediaBothWays, expectMovingFrames } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('microphone and camera go off and on again, and the call goes on', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const { call, probe } = ana;
  const sent = async () => (await probe.sending()).map((track) => track.kind).sort();
  await expect.poll(sent).toEqual(['audio', 'video']);

  await call.mute.click();
  await expect(call.unmute).toBeVisible();
  await expect.poll(sent, 'nothing of the microphone').toEqual(['video']);
  await call.cameraOff.click();
  await expect(call.cameraOn).toBeVisible();
  await expect.poll(sent, 'nothing of the camera either').toEqual([]);
  await expectMovingFrames(call.received);

  await call.unmute.click();
  await call.cameraOn.click();
  await expect.poll(sent).toEqual(['audio', 'video']);
  await expect(call.mute).toBeVisible();
  await expect(call.cameraOff).toBeVisible();
  await expectMediaBothWays(ana, bo);
});
