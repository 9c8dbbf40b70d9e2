import { callBetween, expectAtRest, expectMediaBothWays, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { joinRelayed } from '../relayed.js';

test.use({ serverFlags: ['--turn', 'on', '--public-ip', '127.0.0.1', '--turn-addr', '127.0.0.1:0'] });

for (const protocol of ['udp', 'tcp']) {
  test(`a call with no path but the relay goes over that, by ${protocol.toUpperCase()}`, async ({ newContext, room }) => {
    const people = await joinRelayed({ newContext, room }, new RegExp(`transport=${protocol}$`));
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
