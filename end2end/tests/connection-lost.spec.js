import { callBetween, expectAtRest } from '../calls.js';
import { test } from '../fixtures.js';

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
