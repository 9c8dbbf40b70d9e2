import { callBetween, expectAtRest, expectInCall, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('ICE restarts from either side, and from both at once, and media goes on', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  for (const who of [[ana], [bo], [ana, bo]]) {
    const before = await Promise.all([ana, bo].map(({ probe }) => probe.fragment()));
    await Promise.all(who.map(({ probe }) => probe.restartIce()));
    for (const [at, { name, probe }] of [ana, bo].entries()) {
      await expect.poll(() => probe.fragment(), `${name} has a new fragment`).not.toBe(before[at]);
    }
    await expect.poll(async () => [await ana.probe.signaling(), await bo.probe.signaling()]).toEqual(['stable', 'stable']);
    await expectMediaBothWays(ana, bo);
    await expectInCall(ana, bo);
  }
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
  await ana.call.hangUp();
  await expectAtRest(ana, bo);
});

test('a change of the network restarts ICE at once', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const fragment = await bo.probe.fragment();
  await ana.page.evaluate(() => navigator.connection.dispatchEvent(new Event('change')));
  await expect.poll(() => bo.probe.fragment(), 'a new ICE user fragment').not.toBe(fragment);
  await expectMediaBothWays(ana, bo);
});

test('a browser that was offline looks for a path at once, and keeps its call', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const fragment = await bo.probe.fragment();
  await ana.page.context().setOffline(true);
  await ana.page.context().setOffline(false);
  await expect.poll(() => bo.probe.fragment(), 'a new ICE user fragment').not.toBe(fragment);
  await ana.connected({ timeout: 15_000 });
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
});
