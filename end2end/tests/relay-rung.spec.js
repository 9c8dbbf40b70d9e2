import { expect, Network, test as base } from '../apart.js';
import { callBetween, expectInCall, expectMediaBothWays } from '../calls.js';
import { freePort, Server } from '../server.js';
import { FAILED_SOCKET } from '../witness.js';

const test = base.extend({
  /** A server with a relay that both hosts can reach. */
  host: async ({ network, witness }, use) => {
    const address = `${network.here(1)}:${await freePort()}`;
    const server = await Server.start(['--turn', 'on', '--public-ip', network.here(1), '--turn-addr', address]);
    server.relayPort = Number(address.split(':')[1]);
    witness.trust(server.origin);
    witness.allow(FAILED_SOCKET);
    await use(server);
    await server.kill();
  },
});

test.skip(() => !Network.isPossible(), 'needs root, to make a network of its own');

test('a call between two networks that let no UDP through any more goes on over the relay', async ({
  join,
  joinFromThere,
  host,
  network,
}) => {
  test.slow();
  const ana = await join('Ana', { origin: host.origin });
  const bo = await joinFromThere('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
  // As long as nothing else is known to work: a direct path is better than a relayed one.
  for (const { probe } of [ana, bo]) await expect.poll(() => probe.path(), 'the path').not.toContain('relay');

  // For a while not even the relay can be reached, so that its turn comes.
  network.forbidPort(1, host.relayPort);
  network.forbidUdp(1);
  for (const person of [ana, bo]) {
    await expect(person.notice(/Connection lost, reconnecting over the relay \(\d+ s\)/)).toBeVisible({ timeout: 20_000 });
  }
  network.allowPort(1, host.relayPort);

  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  expect(await bo.probe.path()).toEqual(['relay', 'tcp']);
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
});
