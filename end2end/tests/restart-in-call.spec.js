import { callBetween, expectAtRest, expectInCall, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { Server } from '../server.js';

test('a server that is killed and started again costs a call nothing', async ({ join, ownServer: first }) => {
  test.slow();
  const { origin } = first;
  const ana = await join('Ana', { origin });
  const bo = await join('Bo', { origin });
  await callBetween(ana, bo);

  await first.kill();
  for (const person of [ana, bo]) await person.isTold(/reconnect/i);
  await expectMediaBothWays(ana, bo);
  await ana.say('written while the server was gone');

  const began = Date.now();
  const second = await Server.start([], first.port);
  for (const person of [ana, bo]) await person.connected({ timeout: 20_000 });
  console.log(`Back ${Date.now() - began} ms after the server was started again`);
  await expectInCall(ana, bo);
  await expect(bo.said('written while the server was gone')).toHaveCount(1);
  await expect(ana.said('written while the server was gone')).toHaveCount(1);

  // The new server carries their negotiation, and knows that they are busy.
  const fragment = await ana.probe.fragment();
  await ana.probe.restartIce();
  await expect.poll(() => ana.probe.fragment(), 'a new ICE user fragment').not.toBe(fragment);
  await expectMediaBothWays(ana, bo);
  const cem = await join('Cem', { origin });
  await cem.callButton('Ana').click();
  await cem.isTold('Ana is busy in another call.');
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);

  await bo.call.hangUp();
  await ana.isTold('Call with Bo ended.');
  await expectAtRest(ana, bo);
  await callBetween(cem, ana);
  await ana.call.hangUp();
  await expectAtRest(ana, cem);
  await second.stop();
});

test('who hangs up while the server is gone has hung up for the other side too', async ({ join, ownServer: first }) => {
  test.slow();
  const { origin } = first;
  const ana = await join('Ana', { origin });
  const bo = await join('Bo', { origin });
  await callBetween(ana, bo);

  await first.kill();
  for (const person of [ana, bo]) await person.isTold(/reconnect/i);
  await ana.call.hangUp();
  const second = await Server.start([], first.port);
  for (const person of [ana, bo]) await person.connected({ timeout: 20_000 });
  await bo.isTold('Call with Ana ended.');
  await expectAtRest(ana, bo);
  await second.stop();
});
