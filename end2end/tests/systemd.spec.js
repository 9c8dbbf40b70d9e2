import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { BINARY } from '../server.js';

const test = base.extend({
  /** A folder with the units that the program prints, for this very program. */
  units: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'switchboard-units-'));
    for (const kind of ['service', 'socket']) {
      const text = execFileSync(BINARY, [kind === 'service' ? 'systemd-unit' : 'systemd-socket'], { encoding: 'utf8' });
      writeFileSync(join(folder, `switchboard.${kind}`), text.replace('/usr/local/bin/switchboard\n', `${BINARY}\n`));
    }
    await use(folder);
    rmSync(folder, { recursive: true });
  },
});

/** What `systemd-analyze` makes of it. */
function analyze(...args) {
  return spawnSync('systemd-analyze', args, { encoding: 'utf8', env: { ...process.env, SYSTEMD_COLORS: '0' } });
}

test.skip(() => analyze('--version').status !== 0, 'there is no systemd-analyze');

test('systemd understands every line of the units', async ({ units }) => {
  for (const unit of ['switchboard.service', 'switchboard.socket']) {
    const { status, stdout, stderr } = analyze('verify', '--man=no', join(units, unit));
    // What it says of others is not about ours.
    const said = (stdout + stderr).split('\n').filter((line) => line.includes('switchboard'));
    expect(said).toEqual([]);
    expect(status, stderr).toBe(0);
  }
});

test('the service may do little but use the network', async ({ units }) => {
  const unit = join(units, 'switchboard.service');
  const { status, stdout, stderr } = analyze('security', '--offline=true', '--threshold=15', '--no-pager', unit);
  expect(stdout + stderr).toMatch(/Overall exposure level for switchboard.service: [01]\.\d OK/);
  expect(status, stdout).toBe(0);
});
