// People in homes of their own, on a small internet, and a server that has a relay.

import { chromium } from '@playwright/test';
import { expectInCall, expectMediaBothWays, ring } from './calls.js';
import { test as base } from './fixtures.js';
import { Internet } from './internet.js';
import { RoomPage } from './pages/RoomPage.js';
import { Probe } from './probe.js';
import { Server } from './server.js';

export const test = base.extend({
  /** Two homes, and the server's network. */
  internet: async ({}, use) => {
    const internet = new Internet();
    await use(internet);
    internet.remove();
  },

  /** What the server and the browsers are told besides, and where its pages are. By default over plain HTTP. */
  site: ({}, use) => use({ flags: [], port: undefined, origin: (host) => `http://${host}`, args: [], env: {} }),

  /** A server in its network, with a relay. */
  publicServer: async ({ internet, witness, site }, use) => {
    // The addresses of tests are not public, as a relay sees it.
    const relay = ['--public-ip', internet.address, '--turn-addr', `${internet.address}:0`, '--turn-allow', '198.18.0.0/15'];
    const server = await Server.start([...relay, ...site.flags], site.port, { ip: internet.address });
    const origin = site.origin(server.host);
    witness.trust(origin);
    await use({ origin });
    await server.stop();
  },

  /** Somebody in a home of their own. Chromium trusts the server as if it were local. */
  joinFrom: async ({ publicServer: { origin }, site, room, witness, launchOptions }, use) => {
    const browsers = [];
    await use(async (home, name) => {
      const browser = await chromium.launch({
        ...launchOptions,
        executablePath: home.launcher(launchOptions.executablePath ?? chromium.executablePath()),
        args: [...launchOptions.args, `--unsafely-treat-insecure-origin-as-secure=${origin}`, ...site.args],
        env: { ...process.env, ...site.env },
      });
      browsers.push(browser);
      const context = await browser.newContext();
      witness.watch(context);
      await Probe.install(context);
      return RoomPage.join(await context.newPage(), `${origin}/r/${room}`, name);
    });
    await Promise.all(browsers.map((browser) => browser.close()));
  },
});

/** In the page: the clock's time when a video shows its next frame. */
function nextFrame(video) {
  return new Promise((done) => video.requestVideoFrameCallback(() => done(Date.now())));
}

/** In the page: the clock's time of the first frame after the picture has stood still for half a second. */
export function frameAfterGap(video) {
  return new Promise((done) => {
    let before = Date.now();
    const seen = () => {
      const now = Date.now();
      if (now - before > 500) return done(now);
      before = now;
      video.requestVideoFrameCallback(seen);
    };
    video.requestVideoFrameCallback(seen);
  });
}

/** Calls, and tells how long it takes from Accept until both see each other. */
export async function timedCall(caller, callee) {
  await ring(caller, callee);
  const frames = [caller, callee].map(({ call }) => call.received.evaluate(nextFrame));
  const accepted = Date.now();
  await callee.incoming.accept();
  const seen = await Promise.all(frames);
  await expectInCall(caller, callee);
  await expectMediaBothWays(caller, callee);
  return Math.max(...seen) - accepted;
}
