import { expect, test } from '../fixtures.js';
import { SignInPage } from '../pages/SignInPage.js';

test('a visitor types a name and is in the room', async ({ join }) => {
  const ana = await join('Ana');
  await expect(ana.people).toContainText('Ana');
  await expect(ana.message).toBeVisible();
  await expect(ana.others, 'nobody calls themselves').toHaveCount(0);
});

test('the lobby is a room like any other', async ({ page }) => {
  const form = await SignInPage.open(page, '/');
  await form.signIn('Ana of the lobby');
  await expect(page.getByRole('list', { name: 'People' })).toContainText('Ana of the lobby');
  expect(new URL(page.url()).pathname).toBe('/');
});

test('the camera stays dark at sign-in', async ({ join }) => {
  const ana = await join('Ana');
  expect(await ana.probe.asked()).toBe(0);
});

test('a name that is taken gets a number, and its owner is told', async ({ join }) => {
  const first = await join('Ana');
  const second = await join('Ana');
  await second.isTold(/taken.*\bAna2\b/);
  await expect(first.person('Ana2')).toBeVisible();
  await expect(second.person('Ana')).toBeVisible();
  await expect(first.others).toHaveCount(1);
});

for (const [what, name, sentence] of [
  ['only of spaces', '   ', /type a name/i],
  ['of 33 characters', 'x'.repeat(33), /32 characters/],
  ['with a right-to-left override in it', 'Ana\u202egnp', /invisible/i],
]) {
  test(`a name ${what} is refused with a sentence`, async ({ page, room, witness }) => {
    witness.allow(/status of 4\d\d/);
    const form = await SignInPage.open(page, `/r/${room}`);
    // The field stops at what is allowed; who posts by other means is told the same.
    await form.name.evaluate((field) => field.removeAttribute('maxlength'));
    await form.signIn(name);
    await expect(page.getByText(sentence)).toBeVisible();
    await expect(form.name, 'one can try again').toBeVisible();
    await form.signIn('Ana');
    await expect(page.getByRole('list', { name: 'People' })).toContainText('Ana');
  });
}

test('the session is a cookie that scripts and other sites do not get', async ({ join }) => {
  const ana = await join('Ana');
  const context = ana.page.context();
  const hidden = (await context.cookies()).filter((cookie) => cookie.httpOnly);
  expect(hidden).toHaveLength(1);
  expect(hidden[0]).toMatchObject({ sameSite: 'Lax', path: '/' });

  // And it is the session: without it, one is a visitor again.
  await context.clearCookies({ name: hidden[0].name });
  await ana.page.reload();
  await expect(new SignInPage(ana.page).name).toBeVisible();
});

test('a reload keeps the name', async ({ join }) => {
  const ana = await join('Ana');
  await ana.page.reload();
  await ana.connected();
  await expect(ana.people).toContainText('Ana');
});

test('a form that another site posts is refused', async ({ request, room, server }) => {
  const post = (origin) =>
    request.post('/sign-in', { form: { name: 'Ana', room }, headers: { origin }, maxRedirects: 0 });

  const own = await post(server.origin);
  expect(own.status()).toBe(303);
  expect(own.headers()).toHaveProperty('set-cookie');

  const foreign = await post('https://elsewhere.example');
  expect(foreign.status()).toBe(403);
  expect(foreign.headers()).not.toHaveProperty('set-cookie');
});

test('signing out gives the name back and shows the form again', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await expect(bo.person('Ana')).toBeVisible();
  await ana.signOut.click();
  await expect(new SignInPage(ana.page).name).toBeVisible();
  await expect(bo.person('Ana')).toBeHidden();
});
