import { callBetween, expectAtRest } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { SignInPage } from '../pages/SignInPage.js';

test('signing out in one tab ends the others, and the call that one of them has', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const second = await ana.openTab();
  await callBetween(ana, bo);

  await second.page.getByRole('button', { name: 'Sign out' }).click();
  for (const { page } of [second, ana]) await expect(new SignInPage(page).name).toBeVisible();
  await bo.isTold(/Call with Ana ended\./);
  await expectAtRest(bo);
  await expect(bo.callButton('Ana')).toBeHidden();
});

test('a tab that had no connection when its session signed out finds the door, and nobody under its old name', async ({
  join,
  room,
  server,
  wire,
}) => {
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  await callBetween(ana, bo);
  wire.cut();
  await ana.isTold(/reconnect/i);
  await bo.isTold('Ana is reconnecting…');
  const second = await ana.page.context().newPage();
  await second.goto(`${server.origin}/r/${room}`);
  await second.getByRole('button', { name: 'Sign out' }).click();
  await expect(new SignInPage(second).name).toBeVisible();
  // Nobody waits for whoever has signed out.
  await bo.isTold('Call with Ana ended.');
  await expectAtRest(bo);

  wire.mend();
  await ana.page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(new SignInPage(ana.page).name).toBeVisible();
  await expect(bo.callButton('Ana')).toBeHidden();
});
