import { expectAtRest, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';

test.use({ serverFlags: ['--linger', '0.2'] });

test('a callee who leaves while it rings ends the ringing, and the caller is told', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  await bo.page.close();
  await ana.isTold(/Bo (is not here any more|cannot be reached)/);
  await expectAtRest(ana);
});

test('a caller who leaves while it rings ends the ringing', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  await ana.page.close();
  await expect(bo.incoming.dialog).toBeHidden();
  await expectAtRest(bo);
});
