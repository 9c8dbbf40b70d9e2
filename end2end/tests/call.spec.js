import { callBetween, expectAtRest, expectInCall, expectMediaBothWays, expectMovingFrames, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('two people ring, accept, see and hear each other, and hang up', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await expectAtRest(ana, bo);

  await ana.callButton('Bo').click();
  await bo.incoming.isFrom('Ana');
  await ana.isTold('Ringing Bo…');
  await bo.incoming.accept();
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);

  await ana.call.hangUp();
  await expectAtRest(ana, bo);
  await bo.isTold('Call with Ana ended.');
});

test('each sees themselves, and does not hear themselves', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  for (const { call } of [ana, bo]) {
    await expectMovingFrames(call.local);
    await expect(call.local).toHaveJSProperty('muted', true);
    for (const video of [call.local, call.received]) {
      await expect(video).toHaveAttribute('autoplay');
      await expect(video).toHaveAttribute('playsinline');
    }
  }
});

test('it rings before the callee’s camera or microphone is asked for', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  await ana.isTold('Ringing Bo…');
  expect(await bo.probe.asked()).toBe(0);
  expect((await bo.probe.held()).tracks).toBe(0);

  await bo.incoming.accept();
  await expectInCall(ana, bo);
  expect(await bo.probe.asked()).toBeGreaterThan(0);
});

test('a ring is heard, and seen in the title', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const quiet = await bo.page.title();
  // Browsers let a page sound once its user has touched it.
  await bo.message.click();
  expect(await bo.probe.sounds()).toBe(0);

  await ring(ana, bo);
  await expect.poll(() => bo.probe.sounds()).toBeGreaterThan(0);
  await expect(bo.page).toHaveTitle(/Ana.*calling.*video call/i);
  await expect(bo.incoming.dialog).toContainText('Video call');

  await bo.incoming.accept();
  await expectInCall(ana, bo);
  await expect(bo.page).not.toHaveTitle(/calling/i);
  await ana.call.hangUp();
  await expectAtRest(ana, bo);
  await expect(bo.page).toHaveTitle(quiet);
});

test('everybody sees who rings and who talks', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const cem = await join('Cem');
  const both = [cem.person('Ana'), cem.person('Bo')];
  for (const person of both) await expect(person).not.toContainText(/calling|ringing|in a call/i);

  await ring(ana, bo);
  await expect(cem.person('Ana')).toContainText('calling');
  await expect(cem.person('Ana')).not.toContainText('calling you');
  await expect(cem.person('Bo')).toContainText('ringing');
  await expect(ana.person('Bo')).toContainText('ringing');
  await expect(bo.person('Ana')).toContainText('calling you');
  await bo.incoming.accept();
  for (const person of both) await expect(person).toContainText(/in a call/i);
  await bo.call.hangUp();
  for (const person of both) await expect(person).not.toContainText(/calling|ringing|in a call/i);
});

test('no server of a third party helps with the connection', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  for (const { probe } of [ana, bo]) {
    expect(await probe.opened()).toBeGreaterThan(0);
    expect(await probe.iceServers()).toEqual([]);
  }
});

test('on a phone the chat is one tap away during a call', async ({ join }) => {
  const ana = await join('Ana', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const bo = await join('Bo');
  await callBetween(bo, ana);
  await ana.call.chat.tap();
  await ana.say('I see you better than I hear you');
  await expect(bo.said('I see you better than I hear you')).toBeVisible();
  await expectMovingFrames(ana.call.received);
});
