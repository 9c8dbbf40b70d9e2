import { expect, test } from '../fixtures.js';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('an empty room says whom to ask, and how to try a call alone', async ({ join, room, server }) => {
  const ana = await join('Ana');
  const empty = ana.page.getByText('Nobody else is here yet');
  await expect(empty).toBeVisible();
  await expect(ana.page.getByText('To talk to somebody, send them this link:')).toBeVisible();
  await expect(ana.page.getByText(/private window/i)).toBeVisible();

  const copying = await ana.page.getByRole('button', { name: 'Copy link' }).all();
  expect(copying).not.toEqual([]);
  for (const button of copying) {
    await ana.page.evaluate(() => navigator.clipboard.writeText('something else'));
    await button.click();
    await expect
      .poll(() => ana.page.evaluate(() => navigator.clipboard.readText()))
      .toBe(`${server.origin}/r/${room}`);
  }

  await join('Bo');
  await expect(empty, 'the room is empty no more').toBeHidden();
});
