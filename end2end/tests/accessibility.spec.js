import { expectAccessible } from '../axe.js';
import { callBetween, expectAtRest, expectInCall, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { SignInPage } from '../pages/SignInPage.js';

for (const colorScheme of ['light', 'dark']) {
  test.describe(`axe finds nothing, ${colorScheme}:`, () => {
    // What moves has no colour to measure.
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('sign-in, and a refused name', async ({ page, room, witness }) => {
      witness.allow(/status of 4\d\d/);
      const form = await SignInPage.open(page, `/r/${room}`);
      await expect(form.name).toBeVisible();
      await expectAccessible(page);
      await form.signIn('   ');
      await expect(page.getByText(/type a name/i)).toBeVisible();
      await expectAccessible(page);
    });

    test('an empty room', async ({ join }) => {
      const ana = await join('Ana');
      await expect(ana.page.getByText('Nobody else is here yet')).toBeVisible();
      await expectAccessible(ana.page);
    });

    test('a room with people and messages', async ({ join }) => {
      const ana = await join('Ana');
      const bo = await join('Bo');
      await bo.say('a message, with https://example.org in it');
      await ana.say('and an answer');
      await expect(ana.said('and an answer')).toBeVisible();
      await expectAccessible(ana.page);
    });

    test('calling, and being called', async ({ join }) => {
      const ana = await join('Ana');
      const bo = await join('Bo');
      await ring(ana, bo);
      await ana.isTold('Ringing Bo…');
      await expectAccessible(ana.page);
      await expectAccessible(bo.page);
    });

    test('a missed call', async ({ join }) => {
      const ana = await join('Ana');
      const bo = await join('Bo');
      await ring(bo, ana);
      await bo.call.hangUp();
      await expect(ana.callBackButton('Bo')).toBeEnabled();
      await expectAccessible(ana.page);
    });

    test('a call that was held, and new messages below older ones', async ({ join }) => {
      const ana = await join('Ana');
      const bo = await join('Bo');
      for (let line = 1; line <= 40; line += 1) await bo.say(`line ${line}`);
      await expect(ana.said('line 40')).toBeVisible();
      await ana.log.evaluate((log) => log.scrollTo(0, -log.scrollHeight));
      await expect(ana.said('line 1')).toBeInViewport();
      await callBetween(ana, bo);
      await ana.call.hangUp();
      await expectAtRest(ana, bo);
      await expect(ana.endedCalls('Bo')).toHaveCount(1);
      await bo.say('news');
      await expect(ana.newMessages).toBeVisible();
      await expectAccessible(ana.page);
    });

    test('a call, the chat beside it, and its end', async ({ join }) => {
      const ana = await join('Ana');
      const bo = await join('Bo');
      await callBetween(ana, bo);
      await expectAccessible(ana.page);
      await ana.call.chat.click();
      await expectAccessible(ana.page);
      await ana.call.chat.click();
      await ana.call.mute.click();
      await ana.call.hasFigures();
      await expectAccessible(ana.page);
      await bo.call.hangUp();
      await expect(ana.closing).toBeVisible();
      await expectAccessible(ana.page);
    });

    test('the choice of devices', async ({ join }) => {
      const ana = await join('Ana');
      await ana.devices.open();
      await expectAccessible(ana.page);
    });

    test('a warning', async ({ join }) => {
      const ana = await join('Ana', { media: { camera: 'NotAllowedError', microphone: 'NotAllowedError' } });
      await join('Bo');
      await ana.callButton('Bo').click();
      await ana.isAlerted(/did not allow/i);
      await expectAccessible(ana.page);
    });
  });
}

/** Presses Tab until the focus is there; a page has no more than 60 stops. */
async function tabTo(page, target) {
  await expect(target).toBeEnabled();
  const isFocused = () => target.evaluate((element) => element === document.activeElement);
  for (let stop = 0; stop < 60 && !(await isFocused()); stop += 1) await page.keyboard.press('Tab');
  await expect(target).toBeFocused();
}

test('an incoming call has the focus on Accept, and Enter takes it', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await bo.message.focus();
  await ring(ana, bo);
  await expect(bo.incoming.acceptButton).toBeFocused();
  await bo.page.keyboard.press('Enter');
  await expectInCall(ana, bo);
});

test('an incoming call does not take the Enter of somebody who is writing', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await bo.message.click();
  await bo.page.keyboard.type('in the middle of a');
  await ring(ana, bo);
  await bo.page.keyboard.type(' sentence');
  await bo.page.keyboard.press('Enter');
  await expect(ana.said('in the middle of a sentence')).toBeVisible();
  await bo.incoming.isFrom('Ana');
  expect(await bo.probe.asked()).toBe(0);
});

test('an incoming call is declined from the keyboard', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  await tabTo(bo.page, bo.incoming.declineButton);
  await bo.page.keyboard.press('Enter');
  await ana.isTold('Bo declined the call.');
  await expectAtRest(ana, bo);
});

test('Escape never accepts a call', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  await expect(bo.incoming.acceptButton).toBeFocused();
  await bo.page.keyboard.press('Escape');
  // What Ana says now comes after whatever Escape did.
  await ana.say('still there?');
  await expect(bo.said('still there?')).toBeVisible();
  expect(await bo.probe.asked()).toBe(0);
  await ana.isTold(/Ringing Bo…|Bo declined the call/);
});

test('signing in, writing, calling and hanging up need no mouse', async ({ join, page, room }) => {
  const bo = await join('Bo');
  await page.goto(`/r/${room}`);
  await tabTo(page, new SignInPage(page).name);
  await page.keyboard.type('Ana');
  await page.keyboard.press('Enter');
  await expect(bo.person('Ana')).toBeVisible();

  await tabTo(page, page.getByRole('textbox', { name: 'Message' }));
  await page.keyboard.type('look, no hands');
  await page.keyboard.press('Enter');
  await expect(bo.said('look, no hands')).toBeVisible();

  await tabTo(page, page.getByRole('button', { name: 'Call Bo', exact: true }));
  await page.keyboard.press('Enter');
  await bo.incoming.isFrom('Ana');
  await bo.incoming.accept();
  await bo.isTold('In a call with Ana');
  await tabTo(page, page.getByRole('button', { name: 'Hang up', exact: true }));
  await page.keyboard.press('Enter');
  await bo.isTold('Call with Ana ended.');
});

test('the focus is on Hang up while somebody is called, and back on their button when nothing came of it', async ({ join }) => {
  const phone = { viewport: { width: 390, height: 844 } };
  for (const [name, options] of [['Ana', {}], ['Cem', phone]]) {
    const ana = await join(name, options);
    const bo = await join(`Bo of ${name}`);
    const calls = [
      ['declined', () => bo.incoming.decline()],
      ['cancelled', () => ana.page.keyboard.press('Enter')],
    ];
    for (const [how, end] of calls) {
      await ana.callButton(bo.name).focus();
      await ana.page.keyboard.press('Enter');
      await bo.incoming.isFrom(name);
      await expect(ana.call.hangUpButton, how).toBeFocused();
      await end();
      await expectAtRest(ana, bo);
      await expect(ana.callButton(bo.name), how).toBeFocused();
    }
  }
});

test('a key that is held down does not end the call that it began', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.callButton('Bo').focus();
  await ana.page.keyboard.down('Enter');
  await expect(ana.call.hangUpButton).toBeFocused();
  // Playwright says of a key that is down already that it repeats.
  await ana.page.keyboard.down('Enter');
  await ana.page.keyboard.down('Enter');
  await ana.page.keyboard.up('Enter');
  await bo.incoming.isFrom('Ana');
  await bo.incoming.accept();
  await expectInCall(ana, bo);
});

test('what is dismissed leaves the focus where somebody goes on', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await ana.call.hasFigures();
  await ana.call.hangUp();
  await expect(ana.closing).toBeVisible();
  await expect(ana.callButton('Bo')).toBeFocused();
  await ana.closing.getByRole('button', { name: 'Dismiss' }).click();
  await expect(ana.callButton('Bo')).toBeFocused();

  // Whoever has gone cannot be called; whoever writes goes on writing.
  await callBetween(bo, ana);
  await bo.call.hasFigures();
  await bo.page.close();
  await expect(ana.closing).toBeVisible();
  await expect(ana.message).toBeFocused();
  await ana.closing.getByRole('button', { name: 'Dismiss' }).click();
  await expect(ana.message).toBeFocused();
});

test('whose call button goes with its person goes on writing', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.callButton('Bo').focus();
  await bo.page.close();
  await expect(ana.callButton('Bo')).toHaveCount(0);
  await expect(ana.message).toBeFocused();

  // Not so whoever has left it by themselves.
  await join('Cy').then(async (cy) => {
    await ana.callButton('Cy').focus();
    await ana.page.evaluate(() => document.activeElement.blur());
    await cy.page.close();
  });
  await expect(ana.callButton('Cy')).toHaveCount(0);
  const focused = () => ana.page.evaluate(() => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done(document.activeElement.tagName))));
  }));
  expect(await focused()).toBe('BODY');
});
