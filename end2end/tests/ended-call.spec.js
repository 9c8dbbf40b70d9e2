import { callBetween, expectAtRest, expectInCall } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('a call that was held is a line of both people’s messages, on all of their pages, and of nobody else’s', async ({
  join,
}) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const cem = await join('Cem');
  const second = await ana.openTab();
  await callBetween(ana, bo);
  await ana.say('in the call');
  await expect(bo.said('in the call')).toHaveCount(1);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
  await bo.say('after the call');
  for (const page of [ana, second, cem]) await expect(page.said('after the call')).toBeVisible();

  const order = (name) => new RegExp(`in the call.*Video call with ${name}, \\d+ s.*after the call`, 's');
  for (const page of [ana, second]) await expect(page.log).toContainText(order('Bo'));
  await expect(bo.log).toContainText(order('Ana'));
  await expect(cem.log).not.toContainText('call with');

  const html = await (await ana.page.reload()).text();
  expect(html, 'in the first response already').toMatch(/Video call with Bo, \d+ s/);
  await ana.connected();
  await expect(ana.endedCalls('Bo')).toHaveCount(1);
  await expect(ana.endedCalls('Bo').getByRole('time')).toHaveText(/\d{1,2}[:.]\d{2}/);
});

test('a voice call is called that, and a video call what began as one and got a camera', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  for (const [turnsOn, kind] of [[false, 'Voice'], [true, 'Video']]) {
    await ana.voiceCallButton('Bo').click();
    await bo.incoming.isFrom('Ana');
    await bo.incoming.accept();
    await expectInCall(ana, bo);
    if (turnsOn) {
      await bo.call.cameraOn.click();
      await expect(ana.call.received).toBeVisible();
    }
    await ana.call.hangUp();
    await expectAtRest(ana, bo);
    for (const [page, name] of [[ana, 'Bo'], [bo, 'Ana']]) {
      await expect(page.endedCalls(name).filter({ hasText: `${kind} call` })).toHaveCount(1);
    }
  }
});
