import { callBetween, expectAtRest, expectInCall, expectMediaBothWays, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';

// Whoever closed their last tab is gone at once, so that "still here" means something.
test.use({ serverFlags: ['--linger', '0.2'] });

test('two tabs are one person, listed once, and hear the same', async ({ join }) => {
  const bo = await join('Bo');
  const ana = await join('Ana');
  const second = await ana.openTab();

  for (const page of [ana, second, bo]) await expect(page.others).toHaveCount(1);
  await bo.say('hello to both of you');
  await second.say('from my second tab');
  for (const page of [ana, second, bo]) {
    await expect(page.said('hello to both of you')).toHaveCount(1);
    await expect(page.said('from my second tab')).toHaveCount(1);
  }
});

test('closing one of two tabs is no departure', async ({ join }) => {
  const bo = await join('Bo');
  const ana = await join('Ana');
  const second = await ana.openTab();
  await second.page.close();

  // Somebody else comes and goes meanwhile, later than the tab.
  const cem = await join('Cem');
  await cem.page.close();
  await expect(bo.log.getByText('Cem left')).toBeVisible();

  await expect(bo.log.getByText('Ana left')).toHaveCount(0);
  await expect(bo.person('Ana')).toBeVisible();
  await bo.say('are you there?');
  await expect(ana.said('are you there?')).toBeVisible();
});

test('a call rings in both tabs, and the one that is not used is told so', async ({ join }) => {
  const bo = await join('Bo');
  const ana = await join('Ana');
  const second = await ana.openTab();

  await ring(bo, ana);
  await second.incoming.isFrom('Bo');
  await second.incoming.accept();

  await expectInCall(bo, second);
  await expectMediaBothWays(bo, second);
  await expect(ana.incoming.dialog).toBeHidden();
  await ana.isTold(/on another device/i);
  expect(await ana.probe.asked(), 'the other tab leaves the camera alone').toBe(0);
});

test('closing the tab that is not in the call leaves the call alone', async ({ join }) => {
  const bo = await join('Bo');
  const ana = await join('Ana');
  const second = await ana.openTab();
  await callBetween(ana, bo);
  await second.page.close();
  await expectMediaBothWays(ana, bo);
  await expectInCall(ana, bo);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});

test('a tab that is opened while it rings rings too, and can take the call', async ({ join }) => {
  const bo = await join('Bo');
  const ana = await join('Ana');
  await ring(bo, ana);
  const second = await ana.openTab();
  await second.incoming.isFrom('Bo');
  await second.incoming.accept();

  await expectInCall(bo, second);
  await expectMediaBothWays(bo, second);
  await expect(ana.incoming.dialog).toBeHidden();
  await bo.call.hangUp();
  await expectAtRest(ana, second, bo);
});

test('a call that is declined in one tab is declined in all', async ({ join }) => {
  const bo = await join('Bo');
  const ana = await join('Ana');
  const second = await ana.openTab();
  await ring(bo, ana);
  await second.incoming.isFrom('Bo');
  await second.incoming.decline();

  await bo.isTold('Ana declined the call.');
  await expectAtRest(ana, second, bo);
  for (const page of [ana, second]) await expect(page.missedCalls('Bo')).toHaveCount(0);
});
