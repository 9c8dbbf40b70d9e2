import { expect, test } from '../fixtures.js';
import { SignInPage } from '../pages/SignInPage.js';

// Whoever closes their last page is waited for much longer than any test waits.
test.use({ serverFlags: ['--linger', '600'] });

test('whoever signs out is listed and callable no more', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const second = await ana.openTab();
  await second.signOut.click();
  await expect(new SignInPage(second.page).name).toBeVisible();
  await expect(bo.callButton('Ana')).toBeHidden();
  await expect(bo.log.getByText('Ana left')).toBeVisible();
});

test('a page that is loaded again is gone for nobody', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.page.reload();
  await ana.connected();
  await ana.say('here I am');
  await expect(bo.said('here I am')).toBeVisible();
  await expect(bo.log).not.toContainText('Ana left');
});
