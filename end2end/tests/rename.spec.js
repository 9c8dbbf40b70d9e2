import { callBetween, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { RoomPage } from '../pages/RoomPage.js';
import { UNUSED_PRELOAD } from '../witness.js';

test('a name changes in the middle of a call, for everybody and for good', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);

  await ana.rename('Anna');
  await bo.isTold('In a call with Anna');
  await expect(ana.myName).toHaveText('You are Anna');
  await expectMediaBothWays(ana, bo);
  expect(await ana.probe.opened(), 'the same connection').toBe(1);

  await bo.call.hangUp();
  await ana.page.reload();
  await ana.connected();
  await expect(ana.myName).toHaveText('You are Anna');
  await expect(bo.callButton('Anna')).toBeVisible();
});

test('a name that is taken gets a number, and one that is none is refused', async ({ join }) => {
  const ana = await join('Ana');
  await join('Bo');
  await ana.rename('Bo');
  await expect(ana.myName).toHaveText('You are Bo2');
  await ana.rename('   ');
  await ana.isAlerted('Please type a name.');
  await expect(ana.myName).toHaveText('You are Bo2');
});

test('without JavaScript a name changes, too', async ({ join, newContext, room, witness }) => {
  witness.allow(UNUSED_PRELOAD);
  const bo = await join('Bo');
  const context = await newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/r/${room}`);
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ana');
  await page.getByRole('button', { name: 'Join' }).click();
  const ana = new RoomPage(page, 'Ana');
  await ana.rename('Anna');
  await expect(ana.myName).toHaveText('You are Anna');
  await expect(bo.people).toContainText('Bo');
});
