import { callBetween, expectAtRest, expectInCall, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';

test.use({ serverFlags: ['--grace', '1'] });

test('a connection of one side that stays away ends the call, and both can call again when it is back', async ({ join, wire }) => {
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  await callBetween(ana, bo);

  wire.cut();
  await bo.isTold('The connection to Ana was lost.');
  await expectAtRest(bo);
  wire.mend();
  await ana.connected({ timeout: 15_000 });
  await ana.isTold('The connection to Bo was lost.');
  await expectAtRest(ana);

  await callBetween(bo, ana);
});

test('a server that both have lost for longer than it waits costs their call nothing', async ({ join, wire }) => {
  test.slow();
  const cem = await join('Cem');
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo', { origin: wire.origin });
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  wire.cut();
  for (const person of [ana, bo]) await person.isTold(/reconnect/i);
  // The server has given up both: what is left of their call are the two who have it.
  for (const name of ['Ana', 'Bo']) await expect(cem.log.getByText(`${name} left`)).toBeVisible();
  await expectMediaBothWays(ana, bo);
  wire.mend();
  for (const person of [ana, bo]) await person.connected({ timeout: 20_000 });

  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  for (const { probe } of [ana, bo]) expect(await probe.opened(), 'connections from first to last').toBe(1);
  await ana.call.hangUp();
  await bo.isTold('Call with Ana ended.');
  await expectAtRest(ana, bo);
});
