import { expect, test } from '../fixtures.js';
import { report } from './figures.js';

/** Loads the page into an empty cache, and counts until it is interactive: bytes as they crossed the network. */
async function load(context, path) {
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
  await expect(page.locator('html')).toHaveAttribute('data-ready', 'true');
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
  report('First load of a room, signed in', await load(await newContext({ storageState }), path));
  report('First load of a room, as a visitor', await load(await newContext(), path));
});
