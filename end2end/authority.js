// An authority that signs certificates, and a home for browsers that believe it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = (program, args) => execFileSync(program, args, { stdio: 'pipe' });

/** One authority, with a folder of its own. */
export class Authority {
  /** The home of browsers that believe it. */
  home = mkdtempSync(join(tmpdir(), 'switchboard-authority-'));
  #certificate = this.#file('authority.pem');
  #key = this.#file('authority.key');

  /** Whether there is what it takes: `openssl`, and `certutil`, which Chromium's own list of authorities is kept with. */
  static isPossible() {
    try {
      new Authority().remove();
      return true;
    } catch {
      return false;
    }
  }

  constructor() {
    const subject = ['-subj', '/CN=Tests of Switchboard', '-days', '2'];
    run('openssl', ['req', '-x509', ...newKey(this.#key), '-out', this.#certificate, ...subject]);
    const known = join(this.home, '.pki/nssdb');
    mkdirSync(known, { recursive: true });
    run('certutil', ['-d', `sql:${known}`, '-N', '--empty-password']);
    run('certutil', ['-d', `sql:${known}`, '-A', '-t', 'C,,', '-n', 'tests', '-i', this.#certificate]);
  }

  /** The flags of a server that has a certificate for this name. */
  vouch(name) {
    const [certificate, key, request, more] = ['pem', 'key', 'csr', 'ext'].map((kind) => this.#file(`server.${kind}`));
    run('openssl', ['req', ...newKey(key), '-out', request, '-subj', `/CN=${name}`]);
    writeFileSync(more, `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth\n`);
    const by = ['-CA', this.#certificate, '-CAkey', this.#key, '-CAcreateserial', '-days', '1', '-extfile', more];
    run('openssl', ['x509', '-req', '-in', request, '-out', certificate, ...by]);
    return ['--https', '--certificate', certificate, '--key', key];
  }

  /** Nobody believes it any more. */
  remove() {
    rmSync(this.home, { recursive: true });
  }

  #file(name) {
    return join(this.home, name);
  }
}

function newKey(file) {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file];
}
