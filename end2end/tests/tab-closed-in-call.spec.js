import { callBetween, expectAtRest, expectMediaBothWays } from '../calls.js';
import { test } from '../fixtures.js';

test('a closed tab ends the call for the other side, who can call again at once', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const cem = await join('Cem');
  await callBetween(ana, bo);

  await ana.page.close();
  await bo.isTold(/Call with Ana ended|connection to Ana was lost/);
  await expectAtRest(bo);

  await callBetween(bo, cem);
  await expectMediaBothWays(bo, cem);
});
