import { expectInCall, expectMediaBothWays } from '../calls.js';
import { expect } from '../fixtures.js';
import { frameAfterGap, test, timedCall } from '../homes.js';
import { Internet } from '../internet.js';
import { FAILED_SOCKET } from '../witness.js';

/** How long a call may take to come back after one side's network is another one. */
const BACK_WITHIN = 5_000;

/** Every pair of addresses without the relay was tried in vain. */
async function expectNoDirectPath(person) {
  const direct = (await person.probe.pairs()).filter(({ local, remote }) => local !== 'relay' && remote !== 'relay');
  expect(direct.filter(({ requestsSent }) => requestsSent > 0), 'direct paths that were tried').not.toEqual([]);
  expect(direct.filter(({ state }) => state === 'succeeded'), 'direct paths that work').toEqual([]);
}

/** What the media of both goes over. */
function paths(...people) {
  return Promise.all(people.map(({ probe }) => probe.path()));
}

test.skip(() => !Internet.isPossible(), 'needs root, ip and nft, to make networks of its own');

test.beforeEach(() => test.slow());

test('two homes behind symmetric NATs talk over the relay', async ({ internet, joinFrom }) => {
  const ana = await joinFrom(internet.homes[0], 'Ana');
  const bo = await joinFrom(internet.homes[1], 'Bo');
  const took = await timedCall(ana, bo);
  console.log(`Behind two symmetric NATs both see each other ${took} ms after Accept`);
  for (const person of [ana, bo]) await expectNoDirectPath(person);
  expect((await paths(ana, bo)).map(([type]) => type)).toContain('relay');
});

test('two homes that let no UDP out talk over the relay by TCP', async ({ internet, joinFrom }) => {
  for (const home of internet.homes) home.forbidUdp();
  const ana = await joinFrom(internet.homes[0], 'Ana');
  const bo = await joinFrom(internet.homes[1], 'Bo');
  const took = await timedCall(ana, bo);
  console.log(`Where UDP is blocked both see each other ${took} ms after Accept`);
  expect(await paths(ana, bo)).toEqual([['relay', 'tcp'], ['relay', 'tcp']]);
});

for (const who of ['the caller', 'the person called']) {
  test(`a call is back soon after ${who} has changed networks`, async ({ internet, joinFrom, witness }) => {
    witness.allow(FAILED_SOCKET);
    const ana = await joinFrom(internet.homes[0], 'Ana');
    const bo = await joinFrom(internet.homes[1], 'Bo');
    await timedCall(ana, bo);

    const frames = [ana, bo].map(({ call }) => call.received.evaluate(frameAfterGap));
    const moved = Date.now();
    internet.homes[who === 'the caller' ? 0 : 1].move();
    const back = Math.max(...(await Promise.all(frames))) - moved;
    console.log(`Both see each other again ${back} ms after ${who} is on another network`);
    await expectInCall(ana, bo);
    await expectMediaBothWays(ana, bo);
    expect(back).toBeLessThan(BACK_WITHIN);
  });
}
