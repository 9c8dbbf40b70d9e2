import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { callBetween, expectAtRest, expectMediaBothWays } from '../calls.js';
import { expect, test as base } from '../fixtures.js';
import { FLAGS, Proxy } from '../proxy.js';
import { Server } from '../server.js';

const test = base.extend({
  /** Starts a server with these flags and a proxy of this kind before it; where browsers find that. */
  behind: async ({ witness }, use) => {
    const started = [];
    await use(async (kind, flags, { socket, ...options } = {}) => {
      const server = await Server.start(flags, undefined, socket);
      started.push(server);
      const proxy = await Proxy.start(kind, server, options);
      started.push(proxy);
      witness.trust(proxy.origin);
      return proxy.origin;
    });
    for (const each of started.reverse()) await each.stop();
  },
});

/** The paths of all that a page asks for, sockets included, from its next load on. */
function pathsOf(page) {
  const paths = new Set();
  const add = (address) => address.startsWith('data:') || paths.add(new URL(address).pathname);
  page.on('request', (request) => add(request.url()));
  page.on('websocket', (socket) => add(socket.url()));
  return paths;
}

test('a proxy may take the path off', async ({ behind, join }) => {
  test.skip(Boolean(Proxy.missing('nginx')), Proxy.missing('nginx'));
  const origin = await behind('nginx', FLAGS, { strips: true });
  const ana = await join('Ana', { origin: `${origin}/calls`, ignoreHTTPSErrors: true });
  const bo = await join('Bo', { origin: `${origin}/calls`, ignoreHTTPSErrors: true });
  await ana.say('there and back');
  await expect(bo.said('there and back')).toBeVisible();
});

for (const kind of ['nginx', 'caddy']) {
  test.describe(`the README’s lines for ${kind}`, () => {
    test.skip(() => Boolean(Proxy.missing(kind)), Proxy.missing(kind));

    test('at a path beside other sites: people chat and call each other over HTTPS', async ({ behind, join, room }) => {
      test.slow();
      const origin = await behind(kind, FLAGS);
      const there = { origin: `${origin}/calls`, ignoreHTTPSErrors: true };
      const ana = await join('Ana', there);
      const bo = await join('Bo', there);
      const paths = pathsOf(bo.page);
      await bo.page.reload();
      await bo.connected();

      await ana.say('from one path to another');
      await expect(bo.said('from one path to another')).toBeVisible();
      await bo.message.click();
      await callBetween(ana, bo);
      await expectMediaBothWays(ana, bo);
      await ana.call.hangUp();
      await expectAtRest(ana, bo);

      // A name by a form of the script's, the door by the page's own.
      await bo.rename('Cy');
      await expect(ana.callButton('Cy')).toBeVisible();
      await bo.signOut.click();
      await expect(bo.page).toHaveURL(`${origin}/calls/r/${room}`);
      await expect(bo.page.getByRole('button', { name: 'Join', exact: true })).toBeVisible();

      const loaded = ['/calls/ws', '/calls/rename', '/calls/sounds/ring.wav', '/calls/favicon.svg', '/calls/sign-out'];
      expect([...paths]).toEqual(expect.arrayContaining(loaded));
      for (const file of ['switchboard', 'split_calls']) {
        expect([...paths]).toContainEqual(expect.stringMatching(`^/calls/pkg/.+/${file}\\.wasm$`));
      }
      expect([...paths].filter((path) => !path.startsWith('/calls/'))).toEqual([]);
    });

    test('what the visitor says of itself is not believed, and the proxy is', async ({ behind, join, newContext }) => {
      const origin = await behind(kind, FLAGS);
      // Who claims that it came in the clear, and to another host.
      const extraHTTPHeaders = { 'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': 'evil.example' };
      const ana = await join('Ana', { origin: `${origin}/calls`, ignoreHTTPSErrors: true, extraHTTPHeaders });
      const cookies = await ana.page.context().cookies();
      expect(cookies.find(({ name }) => name === 'switchboard-calls')).toMatchObject({ secure: true, path: '/calls/' });
      expect(cookies.filter(({ path }) => path !== '/calls/')).toEqual([]);
      await expect(ana.page.getByText(`${new URL(origin).host}/calls/r/`)).toBeVisible();

      const page = await (await newContext({ ignoreHTTPSErrors: true })).newPage();
      await page.goto(`${origin}/calls`);
      await expect(page).toHaveURL(`${origin}/calls/`);
      const foreign = { headers: { Origin: 'https://evil.example' }, form: { name: 'Eve', room: 'lobby' } };
      expect((await page.request.post(`${origin}/calls/sign-in`, foreign)).status()).toBe(403);
      const clear = { ...foreign, headers: { Origin: origin.replace('https:', 'http:') } };
      expect((await page.request.post(`${origin}/calls/sign-in`, clear)).status()).toBe(403);
    });

    test('with the host to itself, and over a Unix socket', async ({ behind, join }) => {
      const socket = path(mkdtempSync(path(tmpdir(), 'switchboard-socket-')), 'switchboard.sock');
      const origin = await behind(kind, ['--trusted-proxy', 'unix'], { socket, isAlone: true });
      const ana = await join('Ana', { origin, ignoreHTTPSErrors: true });
      const bo = await join('Bo', { origin, ignoreHTTPSErrors: true });
      await ana.say('through a file');
      await expect(bo.said('through a file')).toBeVisible();
      const [cookie] = (await ana.page.context().cookies()).filter(({ name }) => name === 'switchboard');
      expect(cookie).toMatchObject({ secure: true, path: '/' });
    });
  });
}
