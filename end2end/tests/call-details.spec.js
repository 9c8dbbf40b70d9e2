import { callBetween, expectInCall, ring } from '../calls.js';
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
  await expect(cell('Connection')).toHaveText('Direct, over UDP');
  await expect(cell('Delay, both ways')).toHaveText(/^\d+ ms$/);
  await expect(cell('Missing data, for you')).toHaveText(/^(None|\d+\.\d %)$/);
  await expect(cell('Sent')).toHaveText(/^[1-9]\d* kbit\/s$/);
  await expect(cell('Received')).toHaveText(/^[1-9]\d* kbit\/s$/);
  await expect(cell('Their picture')).toHaveText(/^\d+ × \d+, \d+\/s$/);
  for (const whose of ['Your', 'Their']) {
    await expect(cell(`${whose} formats`)).toHaveText(/^Opus, (VP[89]|AV1|H264)$/);
  }
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
    await expect(person.closing.getByRole('definition').filter({ hasText: /^\d+ ms(, at worst \d+ ms)?$/ })).toBeVisible();
  }
  await ana.closing.getByRole('button', { name: 'Copy report' }).click();
  await ana.isTold('The report is on the clipboard.');
  await ana.closing.getByRole('button', { name: 'Dismiss' }).click();
  await expect(ana.closing).toBeHidden();

  await ana.callButton('Bo').click();
  await expect(bo.closing).toBeHidden();
});

test('the details are closed by their button, by a cross and by Escape, and the focus goes back', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const { details, detailsPanel, closeDetails } = ana.call;
  const closings = [() => details.click(), () => closeDetails.click(), () => ana.page.keyboard.press('Escape')];
  for (const close of closings) {
    await details.click();
    await expect(detailsPanel).toBeVisible();
    await close();
    await expect(detailsPanel).toBeHidden();
    await expect(details).toBeFocused();
  }

  // The choice of devices is above them, and goes first.
  await details.click();
  await ana.page.getByRole('button', { name: 'Choose camera and microphone' }).click();
  const devices = ana.page.getByRole('dialog', { name: 'Camera and microphone' });
  await expect(devices).toBeVisible();
  await ana.page.keyboard.press('Escape');
  await expect(devices).toBeHidden();
  await expect(detailsPanel).toBeVisible();
});

test('the details say what is so while a call rings, and while the other side is away', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  await ana.call.details.click();
  await expect(ana.call.detailsPanel).toContainText('Bo has not answered yet.');
  await bo.incoming.accept();
  await expectInCall(ana, bo);
  await expect(ana.call.detailsPanel).toContainText('All is well between you and Bo.');

  await bo.page.goto('about:blank');
  await ana.isTold('Bo is reconnecting…');
  await expect(ana.call.detailsPanel).toContainText('Bo’s page has lost the server, and is reconnecting.');
  await expect(ana.call.detailsPanel).not.toContainText('All is well');
});

test('on a phone the card after a call covers no message, and nothing moves when it goes', async ({ join }) => {
  const phone = { viewport: { width: 390, height: 664 }, hasTouch: true, isMobile: true };
  const ana = await join('Ana', phone);
  const bo = await join('Bo');
  for (let line = 1; line <= 12; line += 1) await bo.say(`Line ${line}`);
  const [last, first] = ['Line 12', 'Line 1'].map((text) => ana.said(text));
  await expect(last).toBeVisible();
  await callBetween(bo, ana);
  await ana.call.hasFigures();
  await bo.call.hangUp();
  await expect(ana.closing).toBeVisible();

  // What Playwright could click is in sight, and nothing is above it.
  await last.click({ trial: true });
  await first.click({ trial: true });
  await ana.log.evaluate((log) => log.scrollTo(0, 0));
  const before = await last.boundingBox();
  await ana.closing.getByRole('button', { name: 'Dismiss' }).click();
  await expect(ana.closing).toBeHidden();
  expect(await last.boundingBox()).toEqual(before);
  await expect(ana.callButton('Bo')).toBeFocused();
});
