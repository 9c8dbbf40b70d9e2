import { expect, test } from '../fixtures.js';
import { RoomPage } from '../pages/RoomPage.js';
import { SignInPage } from '../pages/SignInPage.js';
import { report } from './figures.js';

/** Loads the page into an empty cache, and counts until it has what it needs: bytes as they crossed the network. */
async function load(context, path, isInteractive) {
  const page = await context.newPage();
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
  // What comes a little later counts, too.
  await page.waitForLoadState('networkidle');
  await page.close();
  const loaded = [...requests.values()];
  const bytes = loaded.reduce((sum, request) => sum + request.bytes, 0);
  return [...loaded, { path: `${loaded.length} requests`, bytes }];
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
