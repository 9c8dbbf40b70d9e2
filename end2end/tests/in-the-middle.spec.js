import { callBetween, expectAtRest, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { changeNonce, impersonate, nonceFor, sitBetween, swapFingerprints } from '../middle.js';

/** Somebody new, and somebody else between them and the server who changes the frames. */
async function joinBehind(join, name, change) {
  const person = await join(name);
  await sitBetween(person.page, change);
  await person.page.reload();
  await person.connected();
  return person;
}

/** The alarm says this to whoever it rings for, before they ask for anything, and there are no words. */
async function expectAlarm({ call }, sentence) {
  await expect(call.alarm).toHaveText(sentence);
  await expect(call.alarm).toBeVisible();
  await call.details.click();
  await expect(call.detailsPanel).toContainText(sentence);
  await expect(call.words).toHaveCount(0);
}

test('a nonce that is changed on its way rings the alarm, for that call alone', async ({ join }) => {
  const ana = await join('Ana');
  let honest = false;
  const bo = await joinBehind(join, 'Bo', (frame, to) => (honest ? frame : changeNonce(frame, to)));
  await callBetween(ana, bo);
  await expectAlarm(bo, 'Somebody may sit between you and Ana: a promise was not kept.');
  // Nobody hangs up for them.
  await expectMediaBothWays(ana, bo);
  await expect(bo.call.detailsPanel).toContainText('The connection is good.');
  await expect(bo.call.detailsPanel).not.toContainText('All is well');
  await ana.call.hangUp();
  await expectAtRest(ana, bo);
  await expect(bo.call.alarm).toBeHidden();

  honest = true;
  await callBetween(bo, ana);
  expect(await bo.call.fourWords()).toEqual(await ana.call.fourWords());
  await expect(bo.call.alarm).toBeHidden();
});

test('a nonce that is held back rings the alarm when its time is over', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await bo.page.clock.install();
  let held = 0;
  await sitBetween(bo.page, (frame, to) => {
    if (!nonceFor(frame, to)) return frame;
    held += 1;
    return undefined;
  });
  await bo.page.reload();
  await bo.connected();
  await callBetween(ana, bo);
  await expect.poll(() => held, 'nonces that were held back').toBeGreaterThan(0);
  await bo.call.details.click();
  await expect(bo.call.detailsPanel).toContainText('Waiting for Ana’s part of the four words.');
  await expect(bo.call.alarm).toBeHidden();
  await bo.call.details.click();

  await bo.page.clock.fastForward(50_000);
  await expectAlarm(bo, 'Somebody may sit between you and Ana: a promise was not kept in time.');
});

test('fingerprints that are changed ring the alarm on both sides', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await joinBehind(join, 'Bo', swapFingerprints);
  await callBetween(ana, bo);
  await expectAlarm(bo, 'Somebody may sit between you and Ana: a promise was not kept.');
  await expectAlarm(ana, 'Somebody may sit between you and Bo: a promise was not kept.');
});

for (const [who, caller] of [
  ['caller', true],
  ['called', false],
]) {
  test(`somebody between who plays both parts by the rule is told by the words, next to the ${who}`, async ({ join }) => {
    const ana = await join('Ana');
    const bo = await joinBehind(join, 'Bo', impersonate({ caller }));
    await (caller ? callBetween(bo, ana) : callBetween(ana, bo));
    await expectMediaBothWays(ana, bo);
    const words = await ana.call.fourWords();
    expect(await bo.call.fourWords()).not.toEqual(words);
    for (const { call } of [ana, bo]) await expect(call.alarm).toBeHidden();
  });
}
