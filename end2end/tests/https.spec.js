import { callBetween, expectAtRest, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';

// Browsers warn of a certificate that no authority has signed, and people go on.
test.use({ serverFlags: ['--https'], ignoreHTTPSErrors: true });

test('over HTTPS of the server’s own, the cookie is for HTTPS alone', async ({ join, server }) => {
  const ana = await join('Ana');
  expect(new URL(ana.page.url()).origin).toBe(server.origin);
  expect(server.origin).toMatch(/^https:/);
  const cookies = await ana.page.context().cookies();
  expect(cookies.filter(({ name }) => name === 'switchboard')).toMatchObject([{ secure: true, httpOnly: true }]);
  expect(await ana.page.evaluate(() => window.isSecureContext)).toBe(true);
});

test('the page’s socket goes over TLS too, and comes back after a reload', async ({ join, server }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const opened = ana.page.waitForEvent('websocket');
  await ana.page.reload();
  expect((await opened).url()).toContain(server.origin.replace(/^https/, 'wss'));
  await ana.connected();
  await ana.say('nobody on the way reads this');
  await expect(bo.said('nobody on the way reads this')).toHaveCount(1);
});

test('two people call each other over it', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});
