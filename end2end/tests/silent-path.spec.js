import { callBetween, expectAtRest, expectInCall, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('where nothing comes over a path that says it is well, it is restarted, and then another connection is made', async ({
  join,
}) => {
  test.slow();
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
  const words = await ana.call.fourWords();

  await bo.probe.fallSilent();
  const silent = Date.now();
  await expect(ana.notice(/Connection lost, reconnecting/)).toBeVisible({ timeout: 10_000 });
  // When the sound stopped, and once more when nothing had come for four seconds.
  await expect.poll(() => ana.probe.restarts()).toBe(2);
  await expect.poll(() => ana.probe.opened(), { timeout: 15_000 }).toBe(2);
  await expectInCall(ana, bo);
  console.log(`In a call again ${Date.now() - silent} ms after the last packet`);
  await expectMediaBothWays(ana, bo);
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(2);
  expect(await ana.call.fourWords()).not.toEqual(words);
  expect(await bo.call.fourWords()).toEqual(await ana.call.fourWords());

  await ana.call.hangUp();
  await expectAtRest(ana, bo);
});

test('whoever turns everything off is not missed', async ({ join }) => {
  test.slow();
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
  await bo.call.cameraOff.click();
  await bo.call.mute.click();
  await ana.isTold('Bo is muted, with the camera off');
  await bo.probe.fallSilent();
  const silent = await ana.call.seconds();
  // As long as a path that brings nothing would be restarted and replaced.
  await expect.poll(() => ana.call.seconds(), { timeout: 20_000 }).toBeGreaterThan(silent + 10);
  expect([await ana.probe.restarts(), await ana.probe.opened()]).toEqual([0, 1]);
  await expectInCall(ana, bo);
});
