import { callBetween, expectAtRest, expectInCall, expectMediaBothWays, expectMovingFrames } from '../calls.js';
import { expect, test as base } from '../fixtures.js';
import { TutorialPage } from '../pages/TutorialPage.js';
import { serveTutorial } from '../tutorial/site.js';

const test = base.extend({
  /** Where the tutorial's client is served from. */
  site: [
    async ({}, use) => {
      const site = await serveTutorial();
      await use(site);
      site.close();
    },
    { scope: 'worker' },
  ],

  serverFlags: [({ site }, use) => use(['--allow-origin', site.origin]), { scope: 'worker' }],

  /** Somebody who comes with the tutorial's client. */
  joinByTutorial: async ({ newContext, room, server, site, witness }, use) => {
    witness.trust(site.origin);
    // The tutorial takes a candidate of a call that it has just closed for one of a call that is on.
    witness.allow(/null.*addIceCandidate/);
    await use(async (name) => {
      const context = await newContext();
      return TutorialPage.join(await context.newPage(), { origin: site.origin, server, room, name });
    });
  },
});

/** Our user is rung by the tutorial's, and accepts. */
async function isCalledBy(ours, theirs) {
  await theirs.user(ours.name).click();
  await ours.incoming.isFrom(theirs.name);
  await ours.incoming.accept();
  await ours.isTold(`In a call with ${theirs.name}`);
  await expectMovingFrames(ours.call.received, theirs.received);
}

/** Our user calls the tutorial's, which answers by itself. */
async function calls(ours, theirs) {
  await ours.callButton(theirs.name).click();
  await ours.isTold(`In a call with ${theirs.name}`);
  await expectMovingFrames(ours.call.received, theirs.received);
}

test('it signs in, is listed, lists the others as they come and go, and chats', async ({ join, joinByTutorial }) => {
  const ana = await join('Ana');
  const tuto = await joinByTutorial('Tuto');
  await expect(ana.person('Tuto')).toBeVisible();
  await expect(tuto.user('Ana')).toBeVisible();

  await tuto.say('hello from 2021');
  await expect(ana.said('hello from 2021')).toHaveCount(1);
  await ana.say('hello from now');
  await expect(tuto.log).toContainText('Ana: hello from now');
  await expect(tuto.log).toContainText('Tuto: hello from 2021');

  const bo = await join('Bo');
  await expect(tuto.user('Bo')).toBeVisible();
  await bo.page.close();
  await expect(tuto.user('Bo')).toBeHidden();
  await tuto.page.close();
  await expect(ana.person('Tuto')).toBeHidden();
});

test('a name that is taken gets a number, as the tutorial has it', async ({ join, joinByTutorial }) => {
  const ana = await join('Ana');
  const tuto = await joinByTutorial('Ana');
  await expect(tuto.log).toContainText(/Your username has been set to Ana\d/);
  await expect(tuto.users.getByRole('listitem')).toHaveText(['Ana', /^Ana\d$/]);
  await expect(ana.others).toHaveCount(1);
});

test('what it says of its own name and number is not believed', async ({ join, joinByTutorial }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const tuto = await joinByTutorial('Tuto');
  await ana.say('this is Ana');
  await expect(bo.said('this is Ana')).toBeVisible();
  const signed = async () => ({
    ana: await bo.log.getByText('Ana', { exact: true }).count(),
    tuto: await bo.log.getByText('Tuto', { exact: true }).count(),
  });
  const before = await signed();

  await tuto.send({ type: 'message', text: 'this is Ana, too', name: 'Ana', id: 1, date: 0 });
  await expect(bo.said('this is Ana, too')).toBeVisible();
  expect(await signed()).toEqual({ ana: before.ana, tuto: before.tuto + 1 });

  // A call, too, comes from who makes it.
  await tuto.page.evaluate(() => (window.myUsername = 'Ana'));
  await tuto.user('Bo').click();
  await bo.incoming.isFrom('Tuto');
});

test('it calls our user, who is rung first, and hangs up without naming anybody', async ({ join, joinByTutorial }) => {
  const ana = await join('Ana');
  const tuto = await joinByTutorial('Tuto');
  await tuto.user('Ana').click();
  await ana.incoming.isFrom('Tuto');
  expect(await ana.probe.asked()).toBe(0);
  await ana.incoming.accept();
  await ana.isTold('In a call with Tuto');
  await expectMovingFrames(ana.call.received, tuto.received);

  await tuto.hangUp();
  await ana.isTold('Call with Tuto ended.');
  await expectAtRest(ana);
  await tuto.isAtRest();
});

test('it calls our user, who hangs up', async ({ join, joinByTutorial }) => {
  const ana = await join('Ana');
  const tuto = await joinByTutorial('Tuto');
  await isCalledBy(ana, tuto);
  await ana.call.hangUp();
  await tuto.isAtRest();
  await expectAtRest(ana);
});

test('it is called by our user and answers, and either hangs up', async ({ join, joinByTutorial }) => {
  const ana = await join('Ana');
  const tuto = await joinByTutorial('Tuto');
  await calls(ana, tuto);
  await ana.call.hangUp();
  await tuto.isAtRest();
  await expectAtRest(ana);

  await calls(ana, tuto);
  await tuto.hangUp();
  await ana.isTold('Call with Tuto ended.');
  await expectAtRest(ana);
});

test('our user declines its call, and it is at rest', async ({ join, joinByTutorial }) => {
  const ana = await join('Ana');
  const tuto = await joinByTutorial('Tuto');
  await tuto.user('Ana').click();
  await ana.incoming.isFrom('Tuto');
  await ana.incoming.decline();
  await tuto.isAtRest();
  await expectAtRest(ana);
});

test('its hang-up, which names nobody, ends its own call and no other', async ({ join, joinByTutorial }) => {
  test.slow();
  const ana = await join('Ana');
  const bo = await join('Bo');
  const cem = await join('Cem');
  const tuto = await joinByTutorial('Tuto');
  await callBetween(ana, bo);
  await isCalledBy(cem, tuto);

  await tuto.hangUp();
  await cem.isTold('Call with Tuto ended.');
  await expectAtRest(cem);
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
});

test('it takes its tracks away: one is no matter, the last ends the call', async ({ join, joinByTutorial }) => {
  const ana = await join('Ana');
  const tuto = await joinByTutorial('Tuto');
  await isCalledBy(ana, tuto);
  await tuto.removeTrack('audio');
  await expect.poll(() => ana.probe.receiving(), 'what Ana gets').toEqual(['video']);
  await expectMovingFrames(ana.call.received, tuto.received);
  await ana.isTold('In a call with Tuto');

  await tuto.removeTrack('video');
  await ana.isTold('Call with Tuto ended.');
  await expectAtRest(ana);
  await tuto.isAtRest();
});
