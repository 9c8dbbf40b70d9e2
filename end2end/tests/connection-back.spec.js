import { callBetween, expectAtRest, expectInCall, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';

/** Both have it once, and it does not wait any more: a second one would have come before what the writer says next. */
async function expectOnce(text, writer, reader) {
  await expect(reader.said(text)).toBeVisible();
  await writer.say(`after “${text}”`);
  for (const person of [writer, reader]) {
    await expect(person.said(`after “${text}”`)).toBeVisible();
    await expect(person.said(text)).toHaveCount(1);
    await expect(person.waiting).toHaveCount(0);
  }
}

/** Two tries begin no further apart; and a moment to connect. */
const LONGEST = 10_000 + 1_000;

test('a connection that is back in time costs neither the call nor a frame of it', async ({ join, wire }) => {
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  await callBetween(ana, bo);

  wire.cut();
  await expect(ana.page.locator('html')).not.toHaveAttribute('data-link', 'open');
  await ana.isTold(/reconnect/i);
  await expectMediaBothWays(ana, bo);
  wire.mend();
  await ana.connected({ timeout: 15_000 });

  await bo.say('you were away');
  await expect(ana.said('you were away')).toBeVisible();
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});

test('twenty seconds without the server cost a call nothing, and each message comes once', async ({ join, wire }) => {
  test.slow();
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  wire.cut();
  await ana.isTold(/reconnect/i);
  const shown = () => ana.call.received.evaluate((video) => video.currentTime);
  const before = await shown();
  await bo.say('you were away');
  await ana.say('I am away');
  await expect(ana.waiting.filter({ hasText: 'I am away' })).toBeVisible();
  await expect(bo.said('I am away')).toHaveCount(0);
  // Twenty seconds of the other side's picture: it goes on meanwhile.
  await expect.poll(shown, { message: 'seconds of picture', timeout: 40_000 }).toBeGreaterThan(before + 20);
  wire.mend();
  const mended = Date.now();
  await ana.connected({ timeout: 15_000 });
  const back = Date.now() - mended;
  console.log(`Back ${back} ms after the server can be reached again`);
  expect(back).toBeLessThan(LONGEST);

  await expectOnce('you were away', bo, ana);
  await expectOnce('I am away', ana, bo);
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
});

test('a browser that says it is back online tries at once', async ({ join, wire }) => {
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  await callBetween(ana, bo);
  wire.cut();
  await ana.isTold(/reconnect/i);
  wire.mend();
  await ana.page.evaluate(() => dispatchEvent(new Event('online')));
  await ana.connected();
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
});

test('a wire that says nothing any more is noticed, and once it speaks the page is back at once', async ({ join, wire }) => {
  test.setTimeout(120_000);
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  wire.silence();
  const silent = Date.now();
  await bo.say('you were away');
  await ana.say('I was away');
  await expect(ana.notice(/reconnect/i)).toBeVisible({ timeout: 45_000 });
  console.log(`Noticed ${Date.now() - silent} ms after the wire fell silent`);
  await expectMediaBothWays(ana, bo);
  await expectInCall(ana, bo);

  // In the middle of an attempt that nobody answers.
  await expect.poll(() => wire.waiting(), { timeout: 15_000 }).toBeGreaterThan(1_200);
  wire.speak();
  await ana.page.evaluate(() => dispatchEvent(new Event('online')));
  const spoke = Date.now();
  await ana.connected();
  const back = Date.now() - spoke;
  console.log(`Back ${back} ms after the wire speaks again and the browser says so`);
  expect(back).toBeLessThan(2_000);

  for (const text of ['you were away', 'I was away']) {
    for (const reader of [ana, bo]) await expect(reader.said(text)).toHaveCount(1);
  }
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
});

test('a wire that speaks again is found by the page itself', async ({ join, wire }) => {
  test.setTimeout(120_000);
  const ana = await join('Ana', { origin: wire.origin });
  wire.silence();
  await expect(ana.notice(/reconnect/i)).toBeVisible({ timeout: 45_000 });
  await expect.poll(() => wire.waiting(), { timeout: 15_000 }).toBeGreaterThan(1_200);
  wire.speak();
  const spoke = Date.now();
  await ana.connected({ timeout: LONGEST });
  console.log(`Back ${Date.now() - spoke} ms after the wire speaks again, by itself`);
});
