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

test('after a call, one sentence sums it up', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await ana.call.details.click();
  await expect(ana.call.detailsPanel.getByRole('row', { name: 'Sent' }).getByRole('cell').first()).toHaveText(/kbit/);
  // The figures of two whole seconds.
  await expect.poll(() => ana.call.detailsPanel.locator('polyline').first().getAttribute('points')).toMatch(/\S+ \S+ \S+/);
  await bo.call.hangUp();
  for (const person of [ana, bo]) await person.isTold(/Call with (Ana|Bo) ended\. A (good|fair|poor) call: .*\d+ s/);
  await expect(ana.page.getByRole('button', { name: 'Copy report' })).toBeVisible();
});
