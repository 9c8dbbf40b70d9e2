import { callBetween, expectAtRest, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('a declined call ends for both, and its caller is told', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  await bo.incoming.decline();
  await ana.isTold('Bo declined the call.');
  await expectAtRest(ana, bo);
  expect(await bo.probe.asked(), 'the camera was never wanted').toBe(0);
  await callBetween(bo, ana);
});
