import { chromium } from '@playwright/test';
import { callBetween, expectInCall, expectMediaBothWays } from '../calls.js';
import { expect, test as base } from '../fixtures.js';
import { Network } from '../network.js';
import { RoomPage } from '../pages/RoomPage.js';
import { Probe } from '../probe.js';
import { Wire } from '../wire.js';

const test = base.extend({
  /** Another host, and two networks to it. */
  network: async ({}, use) => {
    const network = new Network();
    await use(network);
    network.remove();
  },

  /** Somebody on the other host, which is plugged into the first network. Chromium trusts the server as if it were local. */
  joinFromThere: async ({ network, server, room, witness, launchOptions }, use) => {
    network.plugIn(1);
    const wire = await Wire.to(server, network.here(1));
    witness.trust(wire.origin);
    const there = await chromium.launch({
      ...launchOptions,
      executablePath: network.launcher(launchOptions.executablePath ?? chromium.executablePath()),
      args: [...launchOptions.args, `--unsafely-treat-insecure-origin-as-secure=${wire.origin}`],
    });
    await use(async (name) => {
      const context = await there.newContext();
      witness.watch(context);
      await Probe.install(context);
      return RoomPage.join(await context.newPage(), `${wire.origin}/r/${room}`, name);
    });
    await there.close();
    wire.close();
  },
});

/** In the page: the clock's time when a video shows its next frame. */
function nextFrame(video) {
  return new Promise((done) => video.requestVideoFrameCallback(() => done(Date.now())));
}

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

  const frames = [ana, bo].map(({ call }) => call.received.evaluate(nextFrame));
  network.plugIn(2);
  const plugged = Date.now();
  const back = Math.max(...(await Promise.all(frames))) - plugged;
  console.log(`Both see each other again ${back} ms after the new path works`);
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
  await expect(ana.call.details).toHaveAccessibleDescription(/The connection is (good|fair)/);

  await bo.call.hangUp();
  for (const { closing } of [ana, bo]) {
    await expect(closing.getByRole('definition').filter({ hasText: /^Once, for \d+ s$/ }).first()).toBeVisible();
  }
});
