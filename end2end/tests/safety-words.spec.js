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
