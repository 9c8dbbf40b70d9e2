import { callBetween, expectAtRest, expectInCall } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('both sides show the same four words, and others in the next call', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const first = await ana.call.fourWords();
  expect(await bo.call.fourWords()).toEqual(first);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);

  await callBetween(bo, ana);
  const second = await ana.call.fourWords();
  expect(await bo.call.fourWords()).toEqual(second);
  expect(second).not.toEqual(first);
});

test('a page that is loaded again comes to the same words as the other side', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const before = await ana.call.fourWords();

  await ana.page.reload();
  await expectInCall(ana, bo);
  const after = await ana.call.fourWords();
  await expect.poll(() => bo.call.fourWords()).toEqual(after);
  expect(after, 'those of a new connection').not.toEqual(before);
});

test('an ICE restart changes no word, and raises no alarm', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const before = await ana.call.fourWords();
  const fragment = await ana.probe.fragment();
  await bo.probe.restartIce();
  await expect.poll(() => ana.probe.fragment()).not.toBe(fragment);
  expect(await ana.call.fourWords()).toEqual(before);
  expect(await bo.call.fourWords()).toEqual(before);
  await expect(ana.page.getByText(/Somebody may sit between/)).toBeHidden();
});

const ARE_NEW = /The safety words are new/;

test('words of a new connection are marked on both sides, until they are looked at', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  for (const { call } of [ana, bo]) {
    await call.fourWords();
    await expect(call.newWords).toBeHidden();
    await call.details.click();
    await expect(call.detailsPanel).toBeHidden();
  }

  await ana.page.reload();
  await expectInCall(ana, bo);
  for (const { call, page } of [ana, bo]) {
    await expect(call.details).toHaveAccessibleDescription(ARE_NEW);
    await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toBeHidden();
  }

  await ana.call.fourWords();
  await expect(ana.call.newWords).toBeVisible();
  await expect(ana.call.details).not.toHaveAccessibleDescription(ARE_NEW);
  await ana.page.keyboard.press('Escape');
  await expect(ana.call.detailsPanel).toBeHidden();
  await expect(ana.call.details).not.toHaveAccessibleDescription(ARE_NEW);
  await ana.call.fourWords();
  await expect(ana.call.newWords).toBeHidden();

  await bo.call.fourWords();
  await bo.call.gotIt.click();
  await expect(bo.call.newWords).toBeHidden();
  await expect(bo.call.words).toHaveCount(4);
});

test('who has not looked at the words is not told that they are new, and neither is anybody in the next call', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await ana.call.fourWords();
  await ana.call.details.click();
  await bo.page.reload();
  await expectInCall(ana, bo);
  await expect(ana.call.details).toHaveAccessibleDescription(ARE_NEW);
  expect(await bo.call.fourWords()).toHaveLength(4);
  await expect(bo.call.newWords).toBeHidden();
  await bo.call.hangUp();
  await expectAtRest(ana, bo);

  await callBetween(ana, bo);
  await expect(ana.call.details).not.toHaveAccessibleDescription(ARE_NEW);
  expect(await ana.call.fourWords()).toHaveLength(4);
  await expect(ana.call.newWords).toBeHidden();
});
