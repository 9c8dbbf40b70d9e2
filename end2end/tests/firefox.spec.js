import { callBetween, expectAtRest, expectInCall, expectMediaBothWays, expectMovingFrames } from '../calls.js';
import { expect, test as base } from '../fixtures.js';
import { Firefox } from '../firefox.js';
import { FirefoxPage } from '../pages/FirefoxPage.js';

/**
 * What Firefox says at the door: it measures what is fetched ahead by `default-src` alone, and does without it. (By
 * the standard, any directive that allows it will do: CSP Level 3, "Does resource hint request violate policy?".)
 */
const NO_PREFETCH = /blocked the loading of a resource \(default-src\) at \S+\/switchboard\.(js|wasm) because/;

const test = base.extend({
  /** The Firefox of all tests: it takes its time to start. */
  firefox: [
    async ({}, use) => {
      const firefox = await Firefox.start();
      await use(firefox);
      await firefox.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  /** Somebody new in the room, connected, in Firefox. */
  joinByFirefox: async ({ firefox, room, server, witness }, use) => {
    await use(async (name) => {
      const page = await firefox.newPage();
      witness.watchFirefox(page);
      witness.allow(NO_PREFETCH);
      return FirefoxPage.join(page, `${server.origin}/r/${room}`, name);
    });
    await firefox.forget();
  },
});

/** The labels of the pictures that go out. */
const pictures = async ({ probe }) => (await probe.sending()).filter(({ kind }) => kind === 'video').map(({ label }) => label);

test.skip(!process.env.FIREFOX, 'There is no Firefox here, and none could be installed');

// Two browsers, which share two cores.
test.slow();

test('Firefox calls Chromium', async ({ join, joinByFirefox }) => {
  const ana = await join('Ana');
  const fox = await joinByFirefox('Fox');
  await callBetween(fox, ana);
  await expectMediaBothWays(ana, fox);
  expect(await fox.call.fourWords()).toEqual(await ana.call.fourWords());
  // What a page cannot do here it does not offer: older ones have no picture in picture.
  const can = await fox.page.evaluate(() => [document.fullscreenEnabled, document.pictureInPictureEnabled ?? false]);
  expect([await fox.call.fullScreen.isVisible(), await fox.call.pictureInPicture.isVisible()]).toEqual(can);

  await fox.call.hangUp();
  await expectAtRest(ana, fox);
  await ana.isTold('Call with Fox ended.');
});

test('Chromium calls Firefox', async ({ join, joinByFirefox }) => {
  const ana = await join('Ana');
  const fox = await joinByFirefox('Fox');
  await callBetween(ana, fox);
  await expectMediaBothWays(ana, fox);
  expect(await fox.call.fourWords()).toEqual(await ana.call.fourWords());

  await ana.call.hangUp();
  await expectAtRest(ana, fox);
  await fox.isTold('Call with Ana ended.');
});

test('cameras go off and on again', async ({ join, joinByFirefox }) => {
  const ana = await join('Ana');
  const fox = await joinByFirefox('Fox');
  await callBetween(ana, fox);
  for (const [one, other] of [
    [ana, fox],
    [fox, ana],
  ]) {
    await one.call.cameraOff.click();
    await other.isTold(`${one.name}’s camera is off`);
    await expect.poll(() => other.call.received.isVisible(), 'the dark picture').toBe(false);
    expect((await one.probe.held()).tracks, 'the microphone alone').toBe(1);
    await one.call.cameraOn.click();
    await other.isNotTold(/camera is off/);
    await expectMediaBothWays(ana, fox);
  }
  for (const { probe } of [ana, fox]) expect(await probe.opened()).toBe(1);
});

test('a screen is shared and no longer, and the camera is back', async ({ join, joinByFirefox }) => {
  const ana = await join('Ana');
  const fox = await joinByFirefox('Fox');
  await callBetween(fox, ana);
  for (const [one, other] of [
    [ana, fox],
    [fox, ana],
  ]) {
    const [camera] = await pictures(one);
    await one.call.share.click();
    await other.isTold(`${one.name} shares their screen`);
    await expect.poll(() => pictures(one)).not.toEqual([camera]);
    await expectMovingFrames(ana.call.received, fox.call.received);
    // Chromium's screen is heard, too, for which the two have to negotiate anew.
    if (one === ana) await expect.poll(() => fox.probe.receiving()).toEqual(['audio', 'video', 'audio']);

    await one.call.stopSharing.click();
    await other.isNotTold(/shares their screen/);
    await expect.poll(() => pictures(one)).toEqual([camera]);
    await expect.poll(async () => (await one.probe.held()).tracks, 'microphone and camera').toBe(2);
    await expectMediaBothWays(ana, fox);
  }
  await fox.call.hangUp();
  await expectAtRest(ana, fox);
});

/** One of them restarts ICE, and the two agree on it. */
async function restartIce(restarting, ...both) {
  const before = await Promise.all(both.map(({ probe }) => probe.fragment()));
  await restarting.probe.restartIce();
  for (const [at, { name, probe }] of both.entries()) {
    await expect.poll(() => probe.fragment(), `${name} has a new fragment`).not.toBe(before[at]);
  }
  await expect.poll(() => Promise.all(both.map(({ probe }) => probe.signaling()))).toEqual(['stable', 'stable']);
}

test('Firefox calls and restarts ICE, and media goes on', async ({ join, joinByFirefox }) => {
  const ana = await join('Ana');
  const fox = await joinByFirefox('Fox');
  await callBetween(fox, ana);
  await expectMediaBothWays(ana, fox);
  await restartIce(fox, ana, fox);
  await expectMediaBothWays(ana, fox);
  await expectInCall(ana, fox);
});

/** Both see and hear each other, though it may take until a page has found out that nothing comes. */
async function expectMediaInTheEnd(ana, fox) {
  const began = Date.now();
  await expect(() => expectMediaBothWays(ana, fox)).toPass({ timeout: 30_000 });
  console.log(`Media flows ${Date.now() - began} ms after that; peer connections: ${await ana.probe.opened()}`);
}

// Where Chromium nominates the path (it does when it called, and when it restarts), Firefox does not always take it, and
// the less so the busier the machine. Chromium tries its new ports on Firefox's old candidates, too; Firefox answers for as
// long as the new path is not there, so Chromium may settle on such a pair. What it sends there Firefox drops, and waits
// for a nomination of the new path that does not come. Both say that all is well, and the page finds out by what comes.
for (const [caller, callee] of [
  ['Fox', 'Ana'],
  ['Ana', 'Fox'],
]) {
  test(`ICE restarts from either side after ${caller} called, and media goes on`, async ({ join, joinByFirefox }) => {
    test.setTimeout(180_000);
    const people = { Ana: await join('Ana'), Fox: await joinByFirefox('Fox') };
    const { Ana: ana, Fox: fox } = people;
    await callBetween(people[caller], people[callee]);
    const words = await ana.call.fourWords();
    for (const one of [ana, fox]) {
      await restartIce(one, ana, fox);
      await expectMediaInTheEnd(ana, fox);
      await expectInCall(ana, fox);
    }
    expect(await fox.call.fourWords()).toEqual(await ana.call.fourWords());
    // The same connection has the same words, and another one has others.
    const isSame = (await ana.probe.opened()) === 1;
    expect(JSON.stringify(await ana.call.fourWords()) === JSON.stringify(words)).toBe(isSame);
    await fox.call.hangUp();
    await expectAtRest(ana, fox);
  });
}
