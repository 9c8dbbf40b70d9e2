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
