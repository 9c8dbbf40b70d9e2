import { callBetween, expectAtRest, expectInCall } from '../calls.js';
import { expect, test } from '../fixtures.js';

/** The four words that somebody sees, once they are there. */
async function wordsOf({ call }) {
  if (!(await call.detailsPanel.isVisible())) await call.details.click();
  await expect(call.words).toHaveCount(4);
  return call.words.allTextContents();
}

test('both sides show the same four words, and others in the next call', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const first = await wordsOf(ana);
  expect(await wordsOf(bo)).toEqual(first);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);

  await callBetween(bo, ana);
  const second = await wordsOf(ana);
  expect(await wordsOf(bo)).toEqual(second);
  expect(second).not.toEqual(first);
});

test('a page that is loaded again comes to the same words as the other side', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const before = await wordsOf(ana);

  await ana.page.reload();
  await expectInCall(ana, bo);
  const after = await wordsOf(ana);
  await expect.poll(() => wordsOf(bo)).toEqual(after);
  expect(after, 'those of a new connection').not.toEqual(before);
});

test('an ICE restart changes no word, and raises no alarm', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const before = await wordsOf(ana);
  const fragment = await ana.probe.fragment();
  await bo.probe.restartIce();
  await expect.poll(() => ana.probe.fragment()).not.toBe(fragment);
  expect(await wordsOf(ana)).toEqual(before);
  expect(await wordsOf(bo)).toEqual(before);
  await expect(ana.page.getByText(/Somebody may sit between/)).toBeHidden();
});
