import { callBetween } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('the details tell how the call is, and a report of it has no address', async ({ join }) => {
  const ana = await join('Ana', { permissions: ['clipboard-read', 'clipboard-write', 'camera', 'microphone'] });
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const { details, detailsPanel, copyReport } = ana.call;
  await expect(details).toHaveAttribute('aria-expanded', 'false');
  await details.click();
  await expect(details).toHaveAttribute('aria-expanded', 'true');

  const cell = (row) => detailsPanel.getByRole('row', { name: row }).getByRole('cell').first();
  await expect(cell('Way')).toHaveText('direct, over UDP');
  await expect(cell('There and back')).toHaveText(/^\d+ ms$/);
  await expect(cell('Loss, to you')).toHaveText(/^\d+\.\d %$/);
  await expect(cell('Sent')).toHaveText(/^[1-9]\d* kbit\/s$/);
  await expect(cell('Received')).toHaveText(/^[1-9]\d* kbit\/s$/);
  await expect(cell('Their picture')).toHaveText(/^\d+ × \d+, \d+\/s VP[89]|AV1|H264/);
  await expect(detailsPanel.locator('polyline').first()).toBeAttached();
  for (const direction of ['What you get of them', 'What they get of you']) {
    await expect(ana.page.getByRole('img', { name: new RegExp(`${direction} is (good|fair|poor)`) })).toBeVisible();
  }

  await copyReport.click();
  await ana.isTold('The report is on the clipboard.');
  const text = await ana.page.evaluate(() => navigator.clipboard.readText());
  const report = JSON.parse(text);
  expect(report.seconds.length).toBeGreaterThan(0);
  expect(text).not.toMatch(/\d+\.\d+\.\d+\.\d+|[0-9a-f]{1,4}(:[0-9a-f]{0,4}){3,}|\.local|Ana|Bo\b/);

  await details.click();
  await expect(detailsPanel).toBeHidden();
});

test('after a call, a card sums it up until it is read', async ({ join }) => {
  const ana = await join('Ana', { permissions: ['clipboard-read', 'clipboard-write', 'camera', 'microphone'] });
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await ana.call.hasFigures();
  await bo.call.hangUp();
  for (const [person, other] of [[ana, 'Bo'], [bo, 'Ana']]) {
    await person.isTold(`Call with ${other} ended.`);
    await person.isTold(/A (good|fair|poor) call: .*\d+ s/);
    await expect(person.closing.getByRole('heading')).toHaveText(`Call with ${other} ended.`);
    await expect(person.closing.getByRole('definition').filter({ hasText: /^Direct$/ })).toBeVisible();
    await expect(person.closing.getByRole('definition').filter({ hasText: /^\d+ ms, at worst \d+ ms$/ })).toBeVisible();
  }
  await ana.closing.getByRole('button', { name: 'Copy report' }).click();
  await ana.isTold('The report is on the clipboard.');
  await ana.closing.getByRole('button', { name: 'Dismiss' }).click();
  await expect(ana.closing).toBeHidden();

  await ana.callButton('Bo').click();
  await expect(bo.closing).toBeHidden();
});
