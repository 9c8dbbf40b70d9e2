import { callBetween, expectAtRest, expectMediaBothWays } from '../calls.js';
import { Coturn } from '../coturn.js';
import { expect, test as base } from '../fixtures.js';
import { joinRelayed } from '../relayed.js';

const test = base.extend({
  /** A TURN server that is not the one inside. */
  coturn: [
    async ({}, use) => {
      const coturn = await Coturn.start();
      await use(coturn);
      await coturn.stop();
    },
    { scope: 'worker' },
  ],

  serverFlags: [
    ({ coturn }, use) =>
      use([...coturn.urls.flatMap((url) => ['--turn-url', url]), '--turn-secret-file', coturn.secretFile]),
    { scope: 'worker' },
  ],
});

test.skip(!process.env.COTURN, 'needs coturn: COTURN=$(.ci/find-coturn)');

for (const protocol of ['udp', 'tcp']) {
  test(`a call goes over a TURN server elsewhere, by ${protocol.toUpperCase()}`, async ({ newContext, room, coturn }) => {
    const [ana, bo] = await joinRelayed({ newContext, room }, new RegExp(`transport=${protocol}$`));
    await callBetween(ana, bo);
    await expectMediaBothWays(ana, bo);
    const [url] = coturn.urls.filter((url) => url.endsWith(protocol));
    for (const { probe } of [ana, bo]) {
      expect(await probe.path()).toEqual(['relay', protocol]);
      // There is no other relay.
      const lent = (await probe.iceServers()).map(({ urls }) => `${urls}`);
      expect(new Set(lent)).toEqual(new Set([url]));
    }
    await ana.call.hangUp();
    await expectAtRest(ana, bo);
  });
}
