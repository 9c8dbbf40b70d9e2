import { expect, test } from '../fixtures.js';
import { RoomPage } from '../pages/RoomPage.js';
import { SignInPage } from '../pages/SignInPage.js';
import { UNUSED_PRELOAD } from '../witness.js';

/** Signs in, reads and writes by forms alone. */
async function readsAndWritesByForms(page, room, bo) {
  await bo.say('written before you came');
  await expect(bo.said('written before you came')).toBeVisible();

  const form = await SignInPage.open(page, `/r/${room}`);
  await form.signIn('Ana');
  const ana = new RoomPage(page, 'Ana');
  await expect(ana.people).toContainText('Bo');
  await expect(ana.said('written before you came')).toBeVisible();

  await ana.say('written by a form');
  await expect(ana.said('written by a form')).toBeVisible();
  await expect(bo.said('written by a form')).toHaveCount(1);

  await bo.say('and this comes with a reload');
  await expect(bo.said('and this comes with a reload')).toBeVisible();
  await ana.page.reload();
  await expect(ana.said('and this comes with a reload')).toBeVisible();
}

test('without JavaScript one signs in, reads and writes', async ({ join, newContext, room, witness }) => {
  witness.allow(UNUSED_PRELOAD);
  const bo = await join('Bo');
  const context = await newContext({ javaScriptEnabled: false });
  await readsAndWritesByForms(await context.newPage(), room, bo);
});

test('without the WASM one signs in, reads and writes', async ({ join, page, room, witness }) => {
  witness.allow(/Failed to load resource|Failed to fetch/);
  const bo = await join('Bo');
  let blocked = 0;
  await page.route('**/*.wasm', (route) => {
    blocked += 1;
    return route.abort();
  });
  await readsAndWritesByForms(page, room, bo);
  expect(blocked, 'requests for the WASM').toBeGreaterThan(0);
  await expect(page.locator('html')).not.toHaveAttribute('data-ready', 'true');
});

test('the first response to somebody signed in has the people and the messages in it', async ({ join }) => {
  const bo = await join('Bo');
  const ana = await join('Ana');
  await ana.say('in the very first bytes');
  await expect(bo.said('in the very first bytes')).toBeVisible();

  const html = await (await bo.page.reload()).text();
  expect(html).toContain('in the very first bytes');
  expect(html).toContain('Ana');
  await bo.connected();
  await expect(bo.said('in the very first bytes'), 'and hydration does not repeat it').toHaveCount(1);
});

test('a message that is refused is still in the field, to be mended', async ({ newContext, room, witness }) => {
  witness.allow(UNUSED_PRELOAD);
  witness.allow(/status of 422/);
  const context = await newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const form = await SignInPage.open(page, `/r/${room}`);
  await form.signIn('Ana');
  const ana = new RoomPage(page, 'Ana');
  const typed = '\n1 < 2 & "</textarea>\u0007"';
  await ana.say(typed);
  await ana.isAlerted(/value that it cannot have/);
  await expect(ana.message).toHaveValue(typed);
  await ana.say('1 < 2');
  await expect(ana.said('1 < 2')).toBeVisible();
  await expect(ana.message).toHaveValue('');
});
