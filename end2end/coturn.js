// Debian's coturn, with a configuration of its own in a folder of its own.

import { expect } from '@playwright/test';
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './server.js';

/** Debian's `nobody`. A server that root starts goes on as that. */
const NOBODY = 65534;

/** What it makes passwords with. */
const SECRET = 'a secret that two servers share';

/** One running coturn, `$COTURN`, at 127.0.0.1. */
export class Coturn {
  #process;
  #folder = mkdtempSync(join(tmpdir(), 'switchboard-coturn-'));
  #output = '';

  /** Starts it, and comes back when it answers. */
  static async start() {
    const coturn = new Coturn(await freePort());
    await expect.poll(() => coturn.#answers(), { message: 'coturn answers', timeout: 10_000 }).toBe(true);
    return coturn;
  }

  constructor(port) {
    this.port = port;
    this.secretFile = join(this.#folder, 'secret');
    writeFileSync(this.secretFile, `${SECRET}\n`, { mode: 0o600 });
    const file = join(this.#folder, 'turnserver.conf');
    const settings = [
      'listening-ip=127.0.0.1',
      'relay-ip=127.0.0.1',
      `listening-port=${port}`,
      'use-auth-secret',
      `static-auth-secret=${SECRET}`,
      'realm=example.org',
      'allow-loopback-peers',
      'no-cli',
      'no-tls',
      'no-dtls',
      'fingerprint',
      'log-file=stdout',
      `pidfile=${join(this.#folder, 'pid')}`,
      `userdb=${join(this.#folder, 'users')}`,
    ];
    writeFileSync(file, settings.join('\n'));
    const isRoot = process.getuid() === 0;
    if (isRoot) for (const path of [this.#folder, file]) chownSync(path, NOBODY, NOBODY);
    chmodSync(this.#folder, 0o755);
    const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
    this.#process = spawn(process.env.COTURN, ['-c', file], { ...user, cwd: this.#folder });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.on('data', (text) => (this.#output += text));
    }
    this.#process.once('error', (error) => (this.#output += error));
    const kill = () => this.#process.kill('SIGKILL');
    process.once('exit', kill);
    this.#process.once('exit', () => process.off('exit', kill));
  }

  /** How browsers reach it. */
  get urls() {
    return ['udp', 'tcp'].map((transport) => `turn:127.0.0.1:${this.port}?transport=${transport}`);
  }

  /** Ends it. */
  async stop() {
    const end = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await end;
    rmSync(this.#folder, { recursive: true });
  }

  /** Whether it answers a Binding request (RFC 8489). */
  async #answers() {
    if (this.#process.exitCode !== null) throw new Error(`coturn ended and said:\n${this.#output}`);
    const socket = createSocket('udp4');
    const request = Buffer.from('000100002112a442000000000000000000000001', 'hex');
    try {
      socket.send(request, this.port, '127.0.0.1');
      const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(500) });
      return answer.readUInt16BE(0) === 0x0101;
    } catch {
      return false;
    } finally {
      socket.close();
    }
  }
}
