// Proxies before the server, set up with the lines that the README gives, so that those are true.

import { expect } from '@playwright/test';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, freePort } from './server.js';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** What stands in the README where the server is. */
const UPSTREAM = '127.0.0.1:3000';

/** The only match of a pattern's group in the README. */
function written(pattern) {
  const found = [...README.matchAll(pattern)].map(([, group]) => group);
  expect(found, `${pattern} in README.md`).toHaveLength(1);
  return found[0];
}

/** The README's lines in a language; there is one such block. */
const lines = (language) => written(new RegExp(`^\`\`\`${language}\n(.+?)^\`\`\``, 'gms'));

/** In a text, which has it exactly so often. */
function replaced(text, from, to, times = 1) {
  const parts = text.split(from);
  expect(parts, `${from} in ${text}`).toHaveLength(times + 1);
  return parts.join(to);
}

/** The flags that the README gives to a server at a sub-path. */
export const FLAGS = written(/^\.\/switchboard (--base-path.*?)(?: +#.*)?$/gm).split(' ');

const KINDS = {
  nginx: {
    program: process.env.NGINX,
    args: ['-p', '.', '-c', 'nginx.conf', '-e', 'stderr'],
    config: ({ port, upstream, isAlone, strips }) => {
      // A path behind the address replaces that of the location.
      let location = replaced(lines('nginx'), UPSTREAM, strips ? `${upstream}/` : upstream);
      if (isAlone) location = replaced(location, 'location /calls/', 'location /');
      const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path ${what};`);
      return {
        'nginx.conf': `
          daemon off; master_process off; pid nginx.pid; events {}
          http {
            access_log off; ${temp.join(' ')}
            server {
              listen 127.0.0.1:${port} ssl http2;
              ssl_certificate cert.pem; ssl_certificate_key key.pem;
              ${location}
            }
          }`,
      };
    },
    unix: (path) => `unix:${path}`,
  },

  caddy: {
    program: process.env.CADDY,
    args: ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
    config: ({ port, upstream, isAlone }) => {
      let site = replaced(lines('caddy'), UPSTREAM, upstream);
      if (isAlone) site = replaced(replaced(site, 'redir /calls /calls/\n', ''), ' /calls/* ', ' ');
      const begin = `https://localhost:${port} {\nbind 127.0.0.1\ntls cert.pem key.pem\n`;
      const options = '{\nadmin off\nauto_https disable_redirects\nlog {\nlevel ERROR\n}\n}\n';
      return { Caddyfile: options + replaced(site, 'chat.example.org {\n', begin) };
    },
    unix: (path) => `unix/${path}`,
  },
};

/** A running proxy with a certificate of its own. */
export class Proxy {
  #process;
  #folder = mkdtempSync(join(tmpdir(), 'switchboard-proxy-'));

  /** Why there can be none of this kind, if so. */
  static missing(kind) {
    if (!KINDS[kind].program) return `there is no ${kind}`;
    try {
      execFileSync('openssl', ['version'], { stdio: 'ignore' });
      return undefined;
    } catch {
      return 'there is no openssl, to make a certificate with';
    }
  }

  /** Starts one before a server. `isAlone`: that has the host to itself. `strips`: nginx takes the path off. */
  static async start(kind, server, { isAlone = false, strips = false } = {}) {
    const { unix, program, args, config } = KINDS[kind];
    const proxy = new Proxy();
    const port = await freePort();
    proxy.origin = `https://localhost:${port}`;
    const upstream = server.socket ? unix(server.socket) : server.host;
    for (const [name, text] of Object.entries(config({ port, upstream, isAlone, strips }))) {
      writeFileSync(join(proxy.#folder, name), text);
    }
    await proxy.#run(program, args, port);
    return proxy;
  }

  async #run(program, args, port) {
    const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
    const files = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', 'key.pem', '-out', 'cert.pem'];
    execFileSync('openssl', [...request.split(' '), ...files], { cwd: this.#folder, stdio: 'pipe' });
    let said = '';
    this.#process = spawn(program, args, {
      cwd: this.#folder,
      env: { HOME: this.#folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process.stderr.on('data', (text) => (said += text));
    const kill = () => this.#process.kill('SIGKILL');
    process.once('exit', kill);
    this.#process.once('exit', () => process.off('exit', kill));
    await expect
      .poll(() => {
        expect(this.#process.exitCode, `the proxy, which said:\n${said}`).toBe(null);
        return answers({ host: '127.0.0.1', port });
      }, { message: `${program} answers`, intervals: [20], timeout: 10_000 })
      .toBe(true);
  }

  /** Ends it. */
  async stop() {
    const end = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await end;
    rmSync(this.#folder, { recursive: true });
  }
}
