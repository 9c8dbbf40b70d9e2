import { callBetween, expectAtRest, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('a closed tab is waited for five seconds, then the call is over, and the other side can call again', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const cem = await join('Cem');
  await callBetween(ana, bo);

  await ana.page.close({ runBeforeUnload: true });
  await bo.isTold('Ana is reconnecting…');
  const began = Date.now();
  const waited = async () => ((await bo.notice('Ana is reconnecting…').isVisible()) ? Date.now() - began : 'no longer');
  const waits = { message: 'milliseconds of waiting', intervals: [200] };
  await expect.poll(waited, waits).toBeGreaterThan(4_000);
  await bo.isTold('The connection to Ana was lost.');
  expect(Date.now() - began, 'milliseconds of waiting').toBeLessThan(7_000);
  await expectAtRest(bo);

  await callBetween(bo, cem);
  await expectMediaBothWays(bo, cem);
});
