import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test as base } from '../fixtures.js';

const test = base.extend({
  /** What the page loads from the folder that has a hash in its name. */
  hashedPaths: async ({ join }, use) => {
    const ana = await join('Ana');
    const paths = new Set();
    ana.page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/pkg/')) paths.add(pathname);
    });
    await ana.page.reload();
    await ana.connected();
    // What calls need comes last.
    await expect(ana.call.hangUpButton).toBeAttached();
    await use([...paths]);
  },

  /** GET, with nothing decoded on the way. */
  get: async ({ server }, use) => {
    await use(
      (path, headers = {}) =>
        new Promise((done, fail) => {
          const sent = request(server.origin + path, { headers }, async (response) => {
            const body = Buffer.concat(await response.toArray());
            done({ status: response.statusCode, headers: response.headers, body });
          });
          sent.on('error', fail).end();
        }),
    );
  },
});

test('script, WASM and style are cached for ever under names that change with them', async ({ get, hashedPaths }) => {
  // The room's, those of calls, and what these share with the checks at /doctor.
  const kinds = ['css', 'js', 'js', 'wasm', 'wasm', 'wasm'];
  expect(hashedPaths.map((path) => path.split('.').at(-1)).sort()).toEqual(kinds);
  for (const path of hashedPaths) {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers['cache-control'], path).toMatch(/max-age=31536000.*immutable/);
  }
});

test('they come as brotli or gzip where the browser takes it, and plain where not', async ({ get, hashedPaths }) => {
  for (const path of hashedPaths) {
    const plain = await get(path, { 'accept-encoding': 'identity' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const [encoding, decode] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ]) {
      const { headers, body } = await get(path, { 'accept-encoding': encoding });
      expect(headers['content-encoding'], path).toBe(encoding);
      expect(headers.vary, path).toMatch(/accept-encoding/i);
      expect(headers['content-type'], path).toBe(plain.headers['content-type']);
      expect(decode(body).equals(plain.body), `${path} as ${encoding} is the same file`).toBe(true);
      expect(body.length).toBeLessThan(plain.body.length);
    }
  }
});

test('what a browser has already is not sent again', async ({ get, hashedPaths }) => {
  for (const path of hashedPaths) {
    for (const encoding of ['br', 'gzip', 'identity']) {
      const { etag } = (await get(path, { 'accept-encoding': encoding })).headers;
      expect(etag, `${path} as ${encoding}`).toMatch(/^"[^"]+"$/);
      const again = await get(path, { 'accept-encoding': encoding, 'if-none-match': etag });
      expect(again.status).toBe(304);
      expect(again.body).toHaveLength(0);
    }
  }
});

test('a name with an old hash is not found, and nobody is told to keep that', async ({ get, hashedPaths }) => {
  for (const path of hashedPaths) {
    const stale = path.replace(/^\/pkg\/[^/]+\//, '/pkg/0000000000000000/');
    expect(stale).not.toBe(path);
    const { status, headers } = await get(stale);
    expect(status).toBe(404);
    expect(headers['cache-control'] ?? '').not.toContain('immutable');
  }
});

test('pages are asked for each time, and carry the headers that keep strangers out', async ({ get, room }) => {
  const { status, headers } = await get(`/r/${room}`);
  expect(status).toBe(200);
  expect(headers['content-type']).toMatch(/^text\/html/);
  expect(headers['cache-control']).toMatch(/no-cache|no-store/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toMatch(/no-referrer|same-origin/);

  const policy = new Map(
    headers['content-security-policy'].split(';').map((directive) => {
      const [name, ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
  expect(policy.get('default-src')?.join()).toMatch(/^'(self|none)'$/);
  expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
  const scripts = policy.get('script-src') ?? policy.get('default-src');
  expect(scripts).not.toContain("'unsafe-inline'");
  expect(scripts).not.toContain("'unsafe-eval'");
  for (const sources of policy.values()) expect(sources.filter((source) => /^(\*|https?:)/.test(source))).toEqual([]);
});

test('two visitors never get the same nonce', async ({ get, room }) => {
  const nonce = async () => /'nonce-([^']+)'/.exec((await get(`/r/${room}`)).headers['content-security-policy'])?.[1];
  const first = await nonce();
  expect(first).toBeTruthy();
  expect(await nonce()).not.toBe(first);
});
