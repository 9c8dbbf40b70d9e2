import { callBetween, expectAtRest, ring } from '../calls.js';
import { test } from '../fixtures.js';

test('a caller who gives up ends the ringing, and the callee learns who it was', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  await ana.call.hangUp();
  await bo.isTold('Ana cancelled the call.');
  await expectAtRest(ana, bo);
  await callBetween(ana, bo);
});
