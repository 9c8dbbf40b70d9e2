import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const FILES = { '/': ['index.html', 'text/html'], '/tutorial.js': ['tutorial.js', 'text/javascript'] };

/** Serves the tutorial's client from an origin of its own, as it would stand on somebody else's computer. */
export async function serveTutorial() {
  const server = createServer(async ({ url }, response) => {
    const [file, type] = FILES[new URL(url, 'http://localhost').pathname] ?? [];
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type }).end(await readFile(new URL(file, import.meta.url)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => server.close(),
  };
}
