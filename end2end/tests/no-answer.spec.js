import { callBetween, expectAtRest, ring } from '../calls.js';
import { test } from '../fixtures.js';

test.use({ serverFlags: ['--ring-timeout', '1.5'] });

test('a call that nobody answers stops ringing, and its caller is told', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  await ana.isTold('Bo did not answer.');
  await expectAtRest(ana, bo);
  await callBetween(bo, ana);
});
