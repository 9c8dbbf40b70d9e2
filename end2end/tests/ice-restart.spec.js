import { callBetween, expectAtRest, expectInCall, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { RoomPage } from '../pages/RoomPage.js';

test('ICE restarts from either side, and from both at once, and media goes on', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  for (const who of [[ana], [bo], [ana, bo]]) {
    const before = await Promise.all([ana, bo].map(({ probe }) => probe.fragment()));
    const began = Date.now();
    await Promise.all(who.map(({ probe }) => probe.restartIce()));
    for (const [at, { name, probe }] of [ana, bo].entries()) {
      await expect.poll(() => probe.fragment(), `${name} has a new fragment`).not.toBe(before[at]);
    }
    await expect.poll(async () => [await ana.probe.signaling(), await bo.probe.signaling()]).toEqual(['stable', 'stable']);
    console.log(`Agreed on another path ${Date.now() - began} ms after ${who.map(({ name }) => name).join(' and ')} asked for it`);
    await expectMediaBothWays(ana, bo);
    await expectInCall(ana, bo);
  }
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
  await ana.call.hangUp();
  await expectAtRest(ana, bo);
});

/** In the page, before its own scripts: the browser names the kind of its network, as it does on phones. */
function nameNetwork() {
  let kind = 'wifi';
  Object.defineProperty(NetworkInformation.prototype, 'type', { get: () => kind, configurable: true });
  window.moveTo = (other) => {
    kind = other;
    navigator.connection.dispatchEvent(new Event('change'));
  };
}

test('another network restarts ICE at once, and another speed of the same does not', async ({ newContext, join, room }) => {
  const context = await newContext();
  await context.addInitScript(nameNetwork);
  const ana = await RoomPage.join(await context.newPage(), `/r/${room}`, 'Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  await ana.page.evaluate(() => {
    for (let times = 0; times < 5; times += 1) navigator.connection.dispatchEvent(new Event('change'));
  });
  // The page takes one thing after the other: what it says now, it says after that.
  await ana.say('still here');
  await expect(bo.said('still here')).toBeVisible();
  expect(await ana.probe.restarts()).toBe(0);

  const fragment = await bo.probe.fragment();
  await ana.page.evaluate(() => window.moveTo('cellular'));
  const moved = Date.now();
  await expect.poll(() => bo.probe.fragment(), { message: 'a new ICE user fragment', intervals: [20] }).not.toBe(fragment);
  console.log(`ICE restarted ${Date.now() - moved} ms after another network`);
  expect(await ana.probe.restarts()).toBe(1);

  // A network that comes and goes is waited for.
  await ana.page.evaluate(() => ['wifi', 'cellular', 'wifi'].forEach(window.moveTo));
  await ana.say('here again');
  await expect(bo.said('here again')).toBeVisible();
  expect(await ana.probe.restarts()).toBe(1);
  await expect.poll(() => ana.probe.restarts()).toBe(2);
  await expectMediaBothWays(ana, bo);
  await expectInCall(ana, bo);
});

test('a browser that was offline keeps its call, and looks for a path at once', async ({ join, wire }) => {
  test.slow();
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
  const fragment = await bo.probe.fragment();

  await ana.page.context().setOffline(true);
  wire.cut();
  await ana.isTold(/reconnect/i);
  await ana.say('written offline');
  await expect(ana.said('written offline')).toBeVisible();
  await expectMediaBothWays(ana, bo);
  await expect(bo.said('written offline')).toBeHidden();
  expect(await bo.probe.fragment()).toBe(fragment);

  wire.mend();
  await ana.page.context().setOffline(false);
  const online = Date.now();
  const passed = () => Date.now() - online;
  await Promise.all([
    ana.connected().then(() => console.log(`Connected ${passed()} ms after the browser is online`)),
    expect
      .poll(() => bo.probe.fragment(), { message: 'a new ICE user fragment', intervals: [20] })
      .not.toBe(fragment)
      .then(() => console.log(`ICE restarted ${passed()} ms after the browser is online`)),
  ]);
  expect(passed()).toBeLessThan(3_000);
  await expect(bo.said('written offline')).toHaveCount(1);
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  for (const { probe } of [ana, bo]) expect(await probe.opened()).toBe(1);
});
