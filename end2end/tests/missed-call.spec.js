import { callBetween, expectAtRest, expectInCall, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { RoomPage } from '../pages/RoomPage.js';

test('a missed call is listed for the person called, who calls back with one press', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(bo, ana);
  await bo.call.hangUp();
  await expect(ana.missedCalls('Bo')).toHaveCount(1);
  await expect(ana.missedCalls('Bo').getByRole('time')).toHaveText(/\d{1,2}[:.]\d{2}/);
  await expectAtRest(ana, bo);

  await ana.callBackButton('Bo').click();
  await bo.incoming.isFrom('Ana');
  await expect(ana.callBackButton('Bo'), 'one call at a time').toBeDisabled();
  await bo.incoming.accept();
  await expectInCall(ana, bo);
  await ana.call.hangUp();
  await expectAtRest(ana, bo);
  await expect(bo.missedCalls('Ana'), 'what was answered was not missed').toHaveCount(0);
});

test('the line is still there after a reload, once, and so is its button', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await bo.say('I will call you');
  await ring(bo, ana);
  await bo.call.hangUp();
  await expect(ana.missedCalls('Bo')).toBeVisible();
  await bo.say('later, then');
  await expect(ana.said('later, then')).toBeVisible();

  const html = await (await ana.page.reload()).text();
  expect(html, 'in the first response already').toContain('Missed call from Bo');
  await ana.connected();
  await expect(ana.missedCalls('Bo')).toHaveCount(1);
  await expect(ana.log, 'where it was').toContainText(/I will call you.*Missed call from Bo.*later, then/s);
  await ana.callBackButton('Bo').click();
  await bo.incoming.isFrom('Ana');
});

test('who is away or in a call when somebody calls finds it afterwards', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const cem = await join('Cem');
  await callBetween(ana, bo);
  await cem.callButton('Ana').click();
  await cem.isTold(/Ana is busy/);
  await bo.call.hangUp();
  await expect(ana.missedCalls('Cem')).toBeVisible();
  await expectAtRest(ana, bo, cem);

  await ring(cem, ana);
  const address = ana.page.url();
  await ana.page.goto('about:blank');
  await cem.isTold(/Ana (is not here any more|cannot be reached)/);
  await ana.page.goto(address);
  await ana.connected();
  await expect(ana.missedCalls('Cem')).toHaveCount(2);
  await expect(bo.log).not.toContainText('Missed call');
});

test('who has left cannot be called back, until they return', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(bo, ana);
  const address = bo.page.url();
  await bo.page.goto('about:blank');
  await expect(ana.log.getByText('Bo left')).toBeVisible();
  await expect(ana.missedCalls('Bo')).toBeVisible();
  await expect(ana.callBackButton('Bo')).toBeDisabled();
  await bo.page.goto(address);
  await expect(ana.callBackButton('Bo')).toBeEnabled();
});

test('a voice call that was missed is called back as one', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await bo.voiceCallButton('Ana').click();
  await ana.incoming.isFrom('Bo');
  await bo.call.hangUp();
  await expect(ana.missedCalls('Bo')).toContainText('Missed voice call from Bo');
  await ana.callBackButton('Bo').click();
  await bo.incoming.isFrom('Ana');
  await expect(bo.incoming.dialog).toContainText('Voice call');
  await bo.incoming.accept();
  await expectInCall(ana, bo);
  expect(await ana.probe.askedFor()).toEqual(['audio']);
});

test('whoever called is called back under any name, and nobody else under theirs', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(bo, ana);
  await bo.call.hangUp();
  await expect(ana.callBackButton('Bo')).toBeEnabled();

  await bo.rename('Robert');
  await expect(ana.callBackButton('Robert')).toBeEnabled();
  await join('Bo');
  await expect(ana.callButton('Bo')).toBeVisible();
  await ana.page.reload();
  await ana.connected();
  await expect(ana.missedCalls('Bo')).toBeVisible();
  await expect(ana.callBackButton('Bo')).toHaveCount(0);
  await ana.callBackButton('Robert').click();
  await new RoomPage(bo.page, 'Robert').incoming.isFrom('Ana');
  await ana.call.hangUp();

  await bo.signOut.click();
  await expect(ana.callButton('Robert')).toBeHidden();
  await expect(ana.callBackButton('Robert')).toHaveCount(0);
  await expect(ana.callBackButton('Bo'), 'another Bo is here').toHaveCount(0);
});
