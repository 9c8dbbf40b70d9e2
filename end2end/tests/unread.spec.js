import { callBetween, expectInCall } from '../calls.js';
import { expect, test } from '../fixtures.js';

/** On a phone a call covers the chat. */
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('what was read before a call is not counted as new in it', async ({ join }) => {
  const ana = await join('Ana', phone);
  const bo = await join('Bo');
  await bo.say('before the call');
  await expect(ana.said('before the call')).toBeVisible();
  await callBetween(bo, ana);
  await expect(ana.call.chat).toHaveText('Chat');
  await bo.say('in the call');
  await expect(ana.call.chat).toHaveText('Chat (1)');
});

test('after a reload in a call, what others have said since is counted, and nothing else', async ({ join }) => {
  const ana = await join('Ana', phone);
  const bo = await join('Bo');
  for (const text of ['one', 'two']) await bo.say(text);
  await expect(ana.said('two')).toBeVisible();
  await callBetween(bo, ana);
  await ana.page.reload();
  await expectInCall(ana, bo);
  await expect(ana.call.chat).toHaveText('Chat');

  await bo.say('three');
  await expect(ana.call.chat).toHaveText('Chat (1)');
  const second = await ana.openTab();
  await second.say('one’s own');
  // The chat is out of sight, and not a role's.
  await expect(ana.page.getByText('one’s own', { exact: true })).toHaveCount(1);
  await bo.say('four');
  await expect(ana.call.chat).toHaveText('Chat (2)');

  await ana.call.chat.tap();
  await expect(ana.said('four')).toBeVisible();
  await expect(ana.call.chat).toHaveText('Chat');
  await ana.call.chat.tap();
  await expect(ana.said('four')).toBeHidden();
  await expect(ana.call.chat).toHaveText('Chat');
});
