import { callBetween, expectAtRest, expectMediaBothWays } from '../calls.js';
import { test } from '../fixtures.js';

test('a reload ends the call for both, and both can call again at once', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);

  await ana.page.reload();
  await ana.connected();
  await bo.isTold(/Call with Ana ended|connection to Ana was lost/);
  await expectAtRest(ana, bo);

  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
});
