import { Authority } from '../authority.js';
import { expect } from '../fixtures.js';
import { test as base, timedCall } from '../homes.js';
import { Internet } from '../internet.js';

/** What the server is called, by those who believe the authority. */
const NAME = 'switchboard.test';

const test = base.extend({
  authority: async ({}, use) => {
    const authority = new Authority();
    await use(authority);
    authority.remove();
  },

  site: ({ authority }, use) =>
    use({
      flags: authority.vouch(NAME),
      port: 443,
      origin: () => `https://${NAME}`,
      args: [],
      env: { HOME: authority.home },
    }),
});

test.skip(() => !Internet.isPossible(), 'needs root, ip and nft, to make networks of its own');
test.skip(() => !Authority.isPossible(), 'needs openssl and certutil, for certificates');

test('two homes that let nothing but HTTPS out talk over the relay at the port of the pages', async ({ internet, joinFrom }) => {
  test.slow();
  for (const home of internet.homes) {
    home.forbidAllBut(443);
    home.knows(NAME, internet.address);
  }
  const ana = await joinFrom(internet.homes[0], 'Ana');
  const bo = await joinFrom(internet.homes[1], 'Bo');
  const took = await timedCall(ana, bo);
  console.log(`Where only port 443 is open both see each other ${took} ms after Accept`);
  for (const { probe } of [ana, bo]) {
    expect(await probe.path()).toEqual(['relay', 'tls']);
    const lent = (await probe.iceServers()).map(({ urls }) => `${urls}`);
    expect(lent).toContain(`turns:${NAME}:443?transport=tcp`);
  }
});
