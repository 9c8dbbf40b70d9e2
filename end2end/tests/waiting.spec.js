import { expect, test } from '../fixtures.js';
import { SignInPage } from '../pages/SignInPage.js';

/** What waits, in the order in which it was written. */
const waiting = ({ waiting }) => waiting.locator('.words').allTextContents();

/** Leaves the page, and comes back to it when the server can be reached: nobody reloads without one. */
async function reloadWithoutServer({ page }, wire, meanwhile = undefined) {
  const address = page.url();
  await page.goto('about:blank');
  wire.mend();
  await meanwhile?.();
  await page.goto(address);
}

test('what is written without a server says that it waits, and is sent once when there is one', async ({ join, wire }) => {
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  wire.cut();
  await ana.isTold(/reconnect/i);
  await ana.say('one');
  await ana.say('two');
  await expect.poll(() => waiting(ana)).toEqual(['one', 'two']);
  await expect(bo.said('one')).toHaveCount(0);

  wire.mend();
  await ana.connected({ timeout: 15_000 });
  await expect(ana.waiting).toHaveCount(0);
  // Whatever comes twice comes before this.
  await ana.say('three');
  for (const person of [ana, bo]) {
    await expect(person.said('three')).toBeVisible();
    for (const text of ['one', 'two']) await expect(person.said(text)).toHaveCount(1);
  }
});

test('what waits outlives a reload, and is sent once after it', async ({ join, wire }) => {
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  wire.cut();
  await ana.isTold(/reconnect/i);
  const written = ['“one” \\ {two}', 'three\nlines\n\nof it'];
  for (const text of written) await ana.say(text);
  await expect(ana.waiting).toHaveCount(2);

  await reloadWithoutServer(ana, wire);
  await ana.connected();
  await expect(ana.waiting).toHaveCount(0);
  // Once: neither from a note that was left, nor from the page before.
  await ana.page.reload();
  await ana.connected();
  await ana.say('that was all');
  for (const person of [ana, bo]) {
    await expect(person.said('that was all')).toBeVisible();
    for (const text of written) {
      await expect(person.log.locator('.words').filter({ hasText: text.split('\n')[0] })).toHaveCount(1);
    }
  }
  expect(await bo.log.locator('.words').nth(1).textContent()).toBe(written[1]);
});

test('what reached the server just before a reload is not sent again', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  // The server has it, and its word on that is on its way.
  let isSlow = true;
  await ana.page.routeWebSocket(/\/ws\?/, (near) => {
    const far = near.connectToServer();
    near.onMessage((frame) => far.send(frame));
    far.onMessage((frame) => {
      if (!isSlow || JSON.parse(frame).text !== 'heard') near.send(frame);
    });
  });
  await ana.page.reload();
  await ana.connected();
  await ana.say('heard');
  await expect(bo.said('heard')).toBeVisible();
  await expect(ana.waiting).toHaveCount(1);

  isSlow = false;
  await ana.page.reload();
  await ana.connected();
  await ana.say('and this');
  for (const person of [ana, bo]) {
    await expect(person.said('and this')).toBeVisible();
    await expect(person.said('heard')).toHaveCount(1);
    await expect(person.waiting).toHaveCount(0);
  }
});

test('what waits is sent by nobody else, and in no other room', async ({ join, wire, room }) => {
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  const { page } = ana;
  wire.cut();
  await ana.isTold(/reconnect/i);
  await ana.say('between us');
  await expect(ana.waiting).toHaveCount(1);

  const inRoom = `${wire.origin}/r/${room}`;
  await reloadWithoutServer(ana, wire, async () => {
    await page.goto(`${wire.origin}/r/${room}-2`);
    await ana.connected();
    await ana.say('nobody is here');
    await expect(ana.said('nobody is here')).toBeVisible();
    await expect(ana.said('between us')).toHaveCount(0);
    // Somebody else, in the same tab.
    await page.context().clearCookies();
  });
  await page.goto(inRoom);
  await new SignInPage(page).signIn('Cem');
  await ana.connected();
  await ana.say('who was here?');
  await expect(bo.said('who was here?')).toBeVisible();
  await expect(bo.said('between us')).toHaveCount(0);
  await expect(ana.said('between us')).toHaveCount(0);
});
