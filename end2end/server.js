// The release binary, started as a user starts it and stopped as an operating system stops it.

import { expect } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:https';
import { mkdtempSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
export const BINARY = resolve(HERE, process.env.SWITCHBOARD_BIN ?? '../target/release/switchboard');

/** Where the servers of this run keep their data. */
const HOME = mkdtempSync(join(tmpdir(), 'switchboard-'));

/** How long the binary may take to answer, and to be gone after SIGTERM. */
const START_WITHIN = 10_000;
const STOP_WITHIN = 5_000;

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort() {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address();
  listener.close();
  await once(listener, 'close');
  return port;
}

/** Whether somebody listens there: `{ host, port }` or `{ path }`. */
export function answers(place) {
  return new Promise((done) => {
    const socket = connect(place);
    socket.once('error', () => done(false));
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
  });
}

/** Asks a server that proves itself with a certificate of its own. */
async function askCredulously(url) {
  const [response] = await once(get(url, { rejectUnauthorized: false, agent: false }), 'response');
  response.resume();
}

/** One running switchboard. */
export class Server {
  #process;
  #exit;
  #output = '';

  /** Starts the binary and comes back when its address answers: a port, or a Unix socket at this path. */
  static async start(flags = [], port = undefined, { ip = '127.0.0.1', socket } = {}) {
    const server = new Server(flags, port ?? (await freePort()), ip, socket);
    await expect
      .poll(() => server.#answers(), { message: `${BINARY} answers`, intervals: [20], timeout: START_WITHIN })
      .toBe(true);
    return server;
  }

  constructor(flags, port, ip, socket) {
    this.port = port;
    this.host = `${ip}:${port}`;
    this.origin = `${flags.includes('--https') ? 'https' : 'http'}://${this.host}`;
    this.socket = socket;
    // A strange folder and nothing but a home for its data: all else that the binary needs is inside it.
    this.#process = spawn(BINARY, ['--addr', socket ? `unix:${socket}` : this.host, ...flags], {
      cwd: tmpdir(),
      env: { HOME },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.on('data', (text) => (this.#output += text));
    }
    this.#exit = new Promise((done) => {
      this.#process.once('error', (error) => done(error));
      this.#process.once('exit', (code, signal) => done(code ?? signal));
    });
    const kill = () => this.#process.kill('SIGKILL');
    process.once('exit', kill);
    this.#exit.then(() => process.off('exit', kill));
  }

  /** SIGTERM; and the process ends by itself, in time, without an error. */
  async stop() {
    this.#process.kill('SIGTERM');
    const late = AbortSignal.timeout(STOP_WITHIN);
    const timeout = once(late, 'abort').then(() => `still running ${STOP_WITHIN} ms after SIGTERM`);
    const end = await Promise.race([this.#exit, timeout]);
    this.#process.kill('SIGKILL');
    expect(end, `the end of the server, which said:\n${this.#output}`).toBe(0);
    expect(this.#output, 'what the server said').not.toContain('panicked');
  }

  /** SIGKILL: no goodbye. */
  async kill() {
    this.#process.kill('SIGKILL');
    await this.#exit;
  }

  async #answers() {
    const ended = await Promise.race([this.#exit, Promise.resolve()]);
    if (ended !== undefined) throw new Error(`the server ended (${ended}) and said:\n${this.#output}`);
    if (this.socket) return answers({ path: this.socket });
    const answer = this.origin.startsWith('https:') ? askCredulously(this.origin) : fetch(this.origin);
    return answer.then(
      () => true,
      () => false,
    );
  }
}
