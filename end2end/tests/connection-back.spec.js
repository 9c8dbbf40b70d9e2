import { callBetween, expectAtRest, expectInCall, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('a connection that is back in time costs neither the call nor a frame of it', async ({ join, wire }) => {
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  await callBetween(ana, bo);

  wire.cut();
  await expect(ana.page.locator('html')).not.toHaveAttribute('data-link', 'open');
  await ana.isTold(/reconnect/i);
  await expectMediaBothWays(ana, bo);
  wire.mend();
  await ana.connected({ timeout: 15_000 });

  await bo.say('you were away');
  await expect(ana.said('you were away')).toBeVisible();
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});
