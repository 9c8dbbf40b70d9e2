// What a test begins with: a running server, a room of its own, and people who join it.

import { expect, test as base } from '@playwright/test';
import { RoomPage } from './pages/RoomPage.js';
import { Probe } from './probe.js';
import { Server } from './server.js';
import { Wire } from './wire.js';
import { FAILED_SOCKET, Witness } from './witness.js';

export { expect };

export const test = base.extend({
  /** More of the server's command line. Files with other flags get another server. */
  serverFlags: [[], { option: true, scope: 'worker' }],

  /** The server of all tests with these flags. */
  server: [
    async ({ serverFlags }, use) => {
      const server = await Server.start(serverFlags);
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],

  baseURL: ({ server }, use) => use(server.origin),

  /** The name of a room that no other test enters. */
  room: ({}, use, { testId, repeatEachIndex }) => use(`${testId}-${repeatEachIndex}`),

  /** Fails any test whose pages complain or talk to strangers. */
  witness: [
    async ({ server }, use) => {
      const witness = new Witness(server.origin);
      await use(witness);
      witness.testify();
    },
    { auto: true },
  ],

  /** Another browser with no past. `media`: which devices it has (see `probe.js`); the rest is Playwright's. */
  newContext: async ({ browser, witness }, use) => {
    const contexts = [];
    await use(async ({ media, ...options } = {}) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      witness.watch(context);
      await Probe.install(context, media);
      return context;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  /** A way to the server that the test can cut: `join('Ana', { origin: wire.origin })`. */
  wire: async ({ server, witness }, use) => {
    const wire = await Wire.to(server);
    witness.trust(wire.origin);
    witness.allow(FAILED_SOCKET);
    await use(wire);
    wire.close();
  },

  /** A server of the test's own, which it may end; its pages complain of that, and may. */
  ownServer: async ({ witness }, use) => {
    witness.allow(FAILED_SOCKET);
    const server = await Server.start();
    witness.trust(server.origin);
    await use(server);
    await server.kill();
  },

  context: async ({ newContext }, use) => use(await newContext()),

  /** Somebody new in the room, connected. `origin`: where they find the server; the rest is `newContext`'s. */
  join: async ({ newContext, room }, use) => {
    await use(async (name, { origin = '', ...options } = {}) => {
      const context = await newContext(options);
      return RoomPage.join(await context.newPage(), `${origin}/r/${room}`, name);
    });
  },
});
