import { callBetween, expectAtRest, expectInCall, expectMovingFrames, expectSound, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { changeNonce, sitBetween } from '../middle.js';
import { SignInPage } from '../pages/SignInPage.js';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** What a week in a room leaves behind: long, narrow, foreign, and made of links. */
const LONG_TALK = [
  ['Bo', 'Good morning! The plan for today is at https://example.org/plans/2026/november?version=final&really=final.'],
  ['Bo', 'Somebody should read it before ten.'],
  ['Ana', 'I did. It has one paragraph too many, and that paragraph is this long. '.repeat(6).trim()],
  ['Cem', '👍'],
  ['Cem', `Donau${'dampfschifffahrts'.repeat(8)}gesellschaft`],
  ['Ana', 'שלום, and مرحبا in one line'],
  ['Bo', 'first line\nsecond line\n\n    fourth, indented'],
  ['Ana', 'Shall we talk?'],
];

for (const viewport of SIZES) {
  for (const colorScheme of ['light', 'dark']) {
    const look = `${viewport.width}x${viewport.height}-${colorScheme}`;

    test(`every screen at ${look}`, async ({ join, newContext, room }, { config }) => {
      const options = { viewport, colorScheme, reducedMotion: 'reduce' };
      const folder = `${config.rootDir}/../test-results/screens`;
      const shoot = (page, name) => page.screenshot({ path: `${folder}/${name}-${look}.png`, animations: 'disabled' });

      const visitor = await (await newContext(options)).newPage();
      const form = await SignInPage.open(visitor, `/r/${room}`);
      await expect(form.name).toBeVisible();
      await shoot(visitor, '01-sign-in');

      const ana = await join('Ana', options);
      await expect(ana.page.getByText('Nobody else is here yet')).toBeVisible();
      await shoot(ana.page, '02-empty-room');

      const bo = await join('Bo', options);
      const refused = { camera: 'NotAllowedError', microphone: 'NotAllowedError' };
      const cem = await join('Cem', { ...options, media: refused });
      await join('Maximiliane von und zu Hohenlohe', options);
      const people = { Ana: ana, Bo: bo, Cem: cem };
      for (const [name, text] of LONG_TALK) {
        await people[name].say(text);
        // In order, whoever writes.
        await expect(ana.log).toContainText(text.split('\n')[0]);
      }
      await shoot(ana.page, '03-chat');

      await ana.devices.open();
      await shoot(ana.page, '04-devices');
      await ana.devices.close();

      await ring(ana, bo);
      await ana.isTold('Ringing Bo…');
      await shoot(ana.page, '05-calling');
      await shoot(bo.page, '06-incoming');
      await bo.incoming.decline();
      await expectAtRest(ana, bo);

      await ana.voiceCallButton('Bo').click();
      await bo.incoming.isFrom('Ana');
      await bo.incoming.accept();
      await expectInCall(ana, bo);
      await expectSound(ana, bo);
      await shoot(ana.page, '11-voice-call');
      await ana.call.fourWords();
      await ana.call.hasFigures();
      await shoot(ana.page, '12-call-details');
      await ana.call.hangUp();
      await expectAtRest(ana, bo);

      await callBetween(ana, bo);
      await expectMovingFrames(ana.call.received, ana.call.local);
      await shoot(ana.page, '07-in-call');
      await ana.call.chat.click();
      await shoot(ana.page, '08-in-call-chat-toggled');
      await ana.call.chat.click();
      await ana.call.mute.click();
      await ana.call.fourWords();
      await ana.call.details.click();
      await bo.page.reload();
      await expect(ana.call.details).toHaveAccessibleDescription(/The safety words are new/);
      await expectMovingFrames(ana.call.received);
      await shoot(ana.page, '13-new-words-muted');
      await ana.call.hasFigures();
      await shoot(ana.page, '14-new-words-details');
      await bo.call.hangUp();
      await ana.isTold('Call with Bo ended.');
      await expect(ana.closing).toBeVisible();
      await shoot(ana.page, '09-ended');

      await bo.voiceCallButton('Ana').click();
      await ana.incoming.isFrom('Bo');
      await shoot(ana.page, '13-incoming-voice-call');
      await bo.call.hangUp();
      await expect(ana.missedCalls('Bo')).toBeVisible();
      await ana.page.getByRole('button', { name: 'Dismiss' }).click();
      await ana.isNotTold(/cancelled/);
      await shoot(ana.page, '14-past-calls');
      await ana.log.evaluate((log) => log.scrollTo(0, -log.scrollHeight));
      await expect(ana.said(LONG_TALK[0][1])).toBeInViewport();
      await bo.say('Sorry, wrong button.');
      await expect(ana.newMessages).toBeVisible();
      await shoot(ana.page, '15-new-messages');

      // Somebody between who cheats.
      await sitBetween(ana.page, changeNonce);
      await ana.page.reload();
      await ana.connected();
      await callBetween(bo, ana);
      await expect(ana.call.alarm).toBeVisible();
      await expectMovingFrames(ana.call.received, ana.call.local);
      await shoot(ana.page, '16-alarm');
      await ana.call.hasFigures();
      await shoot(ana.page, '17-alarm-details');
      await ana.call.hangUp();
      await expectAtRest(ana, bo);

      await cem.callButton('Bo').click();
      await cem.isAlerted(/did not allow/i);
      await shoot(cem.page, '10-warning');
    });
  }
}
