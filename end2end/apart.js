// Two people on two hosts, so that a test can break the path between them.

import { chromium } from '@playwright/test';
import { expect, test as base } from './fixtures.js';
import { Network } from './network.js';
import { RoomPage } from './pages/RoomPage.js';
import { Probe } from './probe.js';
import { Wire } from './wire.js';

export { expect, Network };

export const test = base.extend({
  /** Another host, and two networks to it. */
  network: async ({}, use) => {
    const network = new Network();
    await use(network);
    network.remove();
  },

  /** The server that both use. It is on this host. */
  host: ({ server }, use) => use(server),

  /** Somebody on the other host, which is plugged into the first network. Chromium trusts the server as if it were local. */
  joinFromThere: async ({ network, host, room, witness, launchOptions }, use) => {
    network.plugIn(1);
    const wire = await Wire.to(host, network.here(1));
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

/** Mends what is broken; how many milliseconds later each of these people sees a frame that came since. */
export async function untilSeen(mend, ...people) {
  const frames = people.map(({ call }) => call.received.evaluate(nextFrame));
  mend();
  const mended = Date.now();
  return Math.max(...(await Promise.all(frames))) - mended;
}
