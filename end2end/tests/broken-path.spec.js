import { callBetween, expectAtRest, expectInCall, expectMediaBothWays, expectSound } from '../calls.js';
import { expect, Network, test, untilSeen } from '../apart.js';
import { FAILED_SOCKET } from '../witness.js';

/** Within this time after there is a path again, both see each other. */
const BACK = 5_000;

test.skip(() => !Network.isPossible(), 'needs root, to make a network of its own');

test('a firewall breaks the path of a call, and it goes on over another network', async ({ join, joinFromThere, network }) => {
  test.slow();
  const ana = await join('Ana');
  const bo = await joinFromThere('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  network.forbidUdp(1);
  for (const person of [ana, bo]) {
    await expect(person.notice(/Connection lost, reconnecting/)).toBeVisible({ timeout: 15_000 });
  }
  await ana.call.details.click();
  await expect(ana.call.detailsPanel).toContainText('The connection to Bo is lost, and is being restored.');
  await expect(ana.call.details).toHaveAccessibleDescription(/being restored/);

  // A path works when both browsers know of it: Chromium looks what networks there are every few seconds.
  const known = bo.probe.knows(network.there(2));
  const began = Date.now();
  const back = await untilSeen(() => network.plugIn(2), ana, bo);
  const noticed = (await known) - began;
  console.log(`Both see each other again ${back} ms after a new network is plugged in, which Chromium sees after ${noticed} ms`);
  expect(back - noticed).toBeLessThan(BACK);
  expect(back, 'with the time that Chromium takes').toBeLessThan(2 * BACK);
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
  await expect(ana.call.details).toHaveAccessibleDescription(/The connection is (good|fair)/);

  await bo.call.hangUp();
  for (const { closing } of [ana, bo]) {
    await expect(closing.getByRole('definition').filter({ hasText: /^Once, for \d+ s$/ }).first()).toBeVisible();
  }
});

test('a path that was broken for six seconds carries the call again as soon as it is whole', async ({
  join,
  joinFromThere,
  network,
}) => {
  test.slow();
  const ana = await join('Ana');
  const bo = await joinFromThere('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  network.forbidUdp(1);
  // The page counts from the last sign of life.
  for (const person of [ana, bo]) {
    await expect(person.notice(/reconnecting \([6-9] s\)/)).toBeVisible({ timeout: 15_000 });
  }
  const back = await untilSeen(() => network.allowUdp(1), ana, bo);
  console.log(`Both see each other again ${back} ms after the same path works again`);
  expect(back).toBeLessThan(BACK);
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
});

test('a host that loses its address, and gets one, goes on with its call', async ({ join, joinFromThere, network, witness }) => {
  test.slow();
  witness.allow(FAILED_SOCKET);
  const ana = await join('Ana');
  const bo = await joinFromThere('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  network.takeAddress(1);
  for (const person of [ana, bo]) {
    await expect(person.notice(/Connection lost, reconnecting/)).toBeVisible({ timeout: 15_000 });
  }
  const back = await untilSeen(() => network.giveAddress(1), ana, bo);
  console.log(`Both see each other again ${back} ms after the host has its address again`);
  expect(back).toBeLessThan(BACK);
  await bo.connected({ timeout: 15_000 });
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
});

test('a path that stays broken is tried with sound alone, and pictures follow when it has been whole for a while', async ({
  join,
  joinFromThere,
  network,
}) => {
  test.slow();
  const ana = await join('Ana');
  const bo = await joinFromThere('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  network.forbidUdp(1);
  for (const person of [ana, bo]) {
    await expect(person.notice(/Connection lost, reconnecting with sound only \(\d+ s\)/)).toBeVisible({ timeout: 25_000 });
    expect(await person.probe.sending()).toEqual([expect.objectContaining({ kind: 'audio' })]);
  }
  network.allowUdp(1);
  await Promise.all([
    expect(ana.notice('In a call with Bo, your picture follows')).toBeVisible({ timeout: 10_000 }),
    expect(bo.notice('In a call with Ana, your picture follows')).toBeVisible({ timeout: 10_000 }),
  ]);
  // A camera that comes anew would be a reason to send it, and is none yet.
  await ana.call.cameraOff.click();
  await ana.call.cameraOn.click();
  await expect(ana.call.cameraOff).toBeVisible();
  expect(await ana.probe.sending()).toEqual([expect.objectContaining({ kind: 'audio' })]);
  await expectSound(ana, bo);
  for (const person of [ana, bo]) {
    await expect.poll(async () => (await person.probe.sending()).length, { timeout: 10_000 }).toBe(2);
    await person.isNotTold('your picture follows');
  }
  await expectMediaBothWays(ana, bo);
});

test('a call whose path does not come back ends after half a minute, and both are told why', async ({
  join,
  joinFromThere,
  network,
}) => {
  test.setTimeout(120_000);
  const ana = await join('Ana');
  const bo = await joinFromThere('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  network.forbidUdp(1);
  const broken = Date.now();
  await expect(ana.notice('The connection to Bo was lost.')).toBeVisible({ timeout: 50_000 });
  await bo.isTold('The connection to Ana was lost.');
  const lasted = Date.now() - broken;
  console.log(`Given up ${lasted} ms after the path broke`);
  expect(lasted).toBeGreaterThan(29_000);
  expect(lasted).toBeLessThan(42_000);
  await expectAtRest(ana, bo);
});
