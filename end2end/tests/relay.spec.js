import { callBetween, expectAtRest, expectMediaBothWays, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { RoomPage } from '../pages/RoomPage.js';

test.use({ serverFlags: ['--turn', 'on', '--public-ip', '127.0.0.1', '--turn-addr', '127.0.0.1:0'] });

/** In the page, before its own scripts: there is no path but over the relay, which is reached by this protocol. */
function relayAlone(protocol) {
  const narrow = ({ iceServers = [], ...configuration } = {}) => ({
    ...configuration,
    iceServers: iceServers.filter(({ urls }) => `${urls}`.endsWith(`transport=${protocol}`)),
    iceTransportPolicy: 'relay',
  });
  window.RTCPeerConnection = class RTCPeerConnection extends window.RTCPeerConnection {
    constructor(configuration) {
      super(narrow(configuration));
    }

    setConfiguration(configuration) {
      super.setConfiguration(narrow(configuration));
    }
  };
}

for (const protocol of ['udp', 'tcp']) {
  test(`a call with no path but the relay goes over that, by ${protocol.toUpperCase()}`, async ({ newContext, room }) => {
    const people = [];
    for (const name of ['Ana', 'Bo']) {
      const context = await newContext();
      await context.addInitScript(relayAlone, protocol);
      people.push(await RoomPage.join(await context.newPage(), `/r/${room}`, name));
    }
    const [ana, bo] = people;

    await callBetween(ana, bo);
    await expectMediaBothWays(ana, bo);
    for (const { probe } of people) expect(await probe.path()).toEqual(['relay', protocol]);

    await ana.call.hangUp();
    await expectAtRest(ana, bo);
    // The next call has a relay of its own.
    await callBetween(bo, ana);
    await expectMediaBothWays(ana, bo);
  });
}

test('a relay is lent to the two sides of a call, and not before there is one', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  const relays = async ({ probe }) => (await probe.iceServers()).map(({ urls, username }) => [`${urls}`, username]);
  await expect.poll(() => relays(ana), 'the relay, by UDP and TCP').toHaveLength(2);
  const [[url, anas]] = await relays(ana);
  expect(url).toMatch(/^turn:127\.0\.0\.1:\d+\?transport=udp$/);
  const [[, bos]] = await relays(bo);
  expect(anas).toMatch(/^\d+:\d+:caller$/);
  expect(bos).toBe(anas.replace('caller', 'callee'));
  const page = await ana.page.request.get(ana.page.url());
  expect(await page.text()).not.toContain('turn:');
});
