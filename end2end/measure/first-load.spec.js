import { expect, test } from '../fixtures.js';
import { RoomPage } from '../pages/RoomPage.js';
import { SignInPage } from '../pages/SignInPage.js';
import { report } from './figures.js';

/** In the page, before anything else: notes when it is hydrated and connected. */
function watchForUse() {
  new MutationObserver(() => {
    const { ready, link } = document.documentElement?.dataset ?? {};
    if (ready === 'true' && link === 'open') window.usableAt ??= performance.now();
  }).observe(document, { attributes: true, childList: true, subtree: true });
}

/** In the page: the paths of what it asked for after that. */
function askedForLater() {
  const later = performance.getEntriesByType('resource').filter(({ startTime }) => startTime >= window.usableAt);
  return later.map(({ name }) => new URL(name).pathname);
}

/**
 * Loads the page into an empty cache, and counts until it has what it needs: bytes as they crossed the network.
 * What it asked for after it could be used stands below the sum.
 */
async function load(context, path, isInteractive) {
  const page = await context.newPage();
  await page.addInitScript(watchForUse);
  const network = await context.newCDPSession(page);
  const requests = new Map();
  network.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (request.url.startsWith('http')) requests.set(requestId, { path: new URL(request.url).pathname, bytes: 0 });
  });
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) request.bytes = encodedDataLength;
  });
  await network.send('Network.enable');

  await page.goto(path);
  await isInteractive(page);
  // What was asked for before counts, even if it comes a little later.
  await page.waitForLoadState('networkidle');
  const paths = await page.evaluate(askedForLater);
  await page.close();
  const [later, first] = [true, false].map((late) => [...requests.values()].filter(({ path }) => paths.includes(path) === late));
  const bytes = first.reduce((sum, request) => sum + request.bytes, 0);
  return [...first, { path: `${first.length} requests`, bytes }, ...later];
}

test('the first load of a room, for somebody signed in and for a visitor', async ({ join, newContext, room }) => {
  const ana = await join('Ana');
  const storageState = await ana.page.context().storageState();

  const path = `/r/${room}`;
  report(
    'First load of a room, signed in',
    await load(await newContext({ storageState }), path, (page) => new RoomPage(page, 'Ana').connected()),
  );
  report(
    'First load of a room’s door, for a visitor',
    await load(await newContext(), path, (page) => expect(new SignInPage(page).name).toBeVisible()),
  );
});
