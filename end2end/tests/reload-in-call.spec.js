import { callBetween, expectAtRest, expectInCall, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('a page that is loaded again goes on with its call, without ringing', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  // Nobody accepts anything here.
  for (const [reloads, waits] of [[ana, bo], [bo, ana], [ana, bo]]) {
    const told = waits.isTold(`${reloads.name} is reconnecting…`);
    const began = Date.now();
    await reloads.page.reload();
    await told;
    await expectInCall(ana, bo);
    await expectMediaBothWays(ana, bo);
    console.log(`${reloads.name} reloads: both see and hear each other again after ${Date.now() - began} ms`);
  }
  await bo.call.hangUp();
  await ana.isTold('Call with Bo ended.');
  await expectAtRest(ana, bo);

  await callBetween(bo, ana);
  await expectMediaBothWays(ana, bo);
});

test('what was off before a reload is off after it', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await ana.call.mute.click();
  await expect(ana.call.unmute).toBeVisible();

  await ana.page.reload();
  await expectInCall(ana, bo);
  await expect(ana.call.unmute).toBeVisible();
  await expect.poll(async () => (await ana.probe.sending()).map(({ kind }) => kind)).toEqual(['video']);
});

test('both sides are loaded again at the same moment, and have one call', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await Promise.all([ana.page.reload(), bo.page.reload()]);
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
  await ana.call.hangUp();
  await expectAtRest(ana, bo);
});

test('whoever goes to another room has left their call, and no camera opens there', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const { origin, pathname } = new URL(ana.page.url());
  await ana.page.goto(origin);
  await expect(ana.page.getByRole('heading', { level: 1 })).not.toHaveText(pathname.split('/').at(-1));
  await bo.isTold('The connection to Ana was lost.');
  await expectAtRest(ana, bo);
  expect(await ana.probe.asked()).toBe(0);
});

test('an old note of a call, and one of somebody else, open no camera', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  for (const [older, suffix] of [[3_600_000, ''], [0, 'x']]) {
    await callBetween(ana, bo);
    const address = ana.page.url();
    // A page of the same origin that is nobody's: the one that has left has written its note.
    await ana.page.goto(`${new URL(address).origin}/favicon.svg`);
    await ana.page.evaluate(
      ([milliseconds, more]) => {
        const [name] = Object.keys(sessionStorage).filter((key) => key.startsWith('switchboard.call '));
        const [whose, call] = sessionStorage.getItem(name).split('\n');
        const [time, session] = whose.split(' ');
        sessionStorage.setItem(name, `${time - milliseconds} ${session}${more}\n${call}`);
      },
      [older, suffix],
    );
    await ana.page.goto(address);
    await ana.connected();
    await bo.isTold('The connection to Ana was lost.');
    await expectAtRest(ana, bo);
    expect(await ana.probe.asked()).toBe(0);
  }
});

test('a call that ended while the page was loaded is told as ended', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const { pathname, origin } = new URL(ana.page.url());
  await ana.page.goto('about:blank');
  await bo.isTold('Ana is reconnecting…');
  await bo.call.hangUp();
  await expectAtRest(bo);
  await ana.page.goto(origin + pathname);
  await ana.connected();
  await ana.isTold('The call with Bo ended while this page was loaded.');
  await expectAtRest(ana);
});

/** The seconds of the length that the card tells: the last and greatest of its sentence. */
async function lasted({ closing }) {
  const sentence = await closing.getByText(/^A (good|fair|poor) call: /).textContent();
  return Math.max(...[...sentence.matchAll(/(\d+) s/g)].map(([, seconds]) => Number(seconds)));
}

test('the time of a call goes on while a page is loaded again, and the card counts all of it', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expect.poll(() => ana.call.seconds()).toBeGreaterThanOrEqual(4);
  await ana.page.reload();
  await expectInCall(ana, bo);
  expect(await ana.call.seconds()).toBeGreaterThanOrEqual(4);
  expect(Math.abs((await ana.call.seconds()) - (await bo.call.seconds()))).toBeLessThanOrEqual(1);
  // A whole second of the new connection: then it is known that the old one's loss is over.
  for (const { call } of [ana, bo]) await call.hasFigures();

  const seconds = await bo.call.seconds();
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
  for (const person of [ana, bo]) {
    expect(await lasted(person)).toBeGreaterThanOrEqual(seconds);
    const interruptions = person.closing.getByRole('term').filter({ hasText: 'Interruptions' });
    await expect(interruptions.locator('xpath=following-sibling::dd')).toHaveText(/^Once, for [1-9] s$/);
  }

  await callBetween(ana, bo);
  expect(await ana.call.seconds()).toBeLessThan(4);
});
