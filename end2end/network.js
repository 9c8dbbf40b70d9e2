// A second host, made of a network namespace, with two networks between it and this one. Paths between browsers can
// be broken there as they break in the world: a firewall that begins to drop UDP, a network that comes later.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ip = (command) => execFileSync('ip', command.split(' '), { stdio: 'pipe' });

/** The number of a routing table that nobody else uses. */
const DROP = 19818;

/** The other host, and its two networks: `here(1)` and `there(1)` are the ends of the first. */
export class Network {
  #name = `sb${process.pid}`;
  #folder;

  /** Whether this user may make one: root can, where there is `ip`. */
  static isPossible() {
    try {
      new Network().remove();
      return true;
    } catch {
      return false;
    }
  }

  constructor() {
    // What a run that was killed has left behind would drop this one's packets.
    for (const nth of [1, 2]) this.allowUdp(nth);
    ip(`netns add ${this.#name}`);
    try {
      this.#build();
    } catch (error) {
      ip(`netns delete ${this.#name}`);
      throw error;
    }
    this.#folder = mkdtempSync(join(tmpdir(), 'switchboard-network-'));
  }

  #build() {
    ip(`-n ${this.#name} link set lo up`);
    for (const nth of [1, 2]) {
      const [near, far] = [`${this.#name}-${nth}`, `eth${nth}`];
      ip(`link add ${near} type veth peer name ${far} netns ${this.#name}`);
      ip(`addr add ${this.here(nth)}/24 dev ${near}`);
      ip(`-n ${this.#name} addr add ${this.there(nth)}/24 dev ${far}`);
      ip(`link set ${near} up`);
    }
  }

  /** This host's address in the `nth` network. RFC 2544 keeps these for tests. */
  here(nth) {
    return `198.18.${nth}.1`;
  }

  /** The other host's. */
  there(nth) {
    return `198.18.${nth}.2`;
  }

  /** Plugs the other host into the `nth` network. */
  plugIn(nth) {
    ip(`-n ${this.#name} link set eth${nth} up`);
  }

  /** From now on a firewall drops UDP in the `nth` network, both ways. TCP goes on. */
  forbidUdp(nth) {
    // Each host sends it to itself, where nobody wants it: unlike a route to nowhere, that tells the sender nothing.
    for (const [host, to] of [[this.#far, this.here(nth)], ['', this.there(nth)]]) {
      ip(`${host}route replace default dev lo table ${DROP}`);
      ip(`${host}rule add to ${to} ipproto udp lookup ${DROP}`);
    }
  }

  /** The firewall lets UDP through again. */
  allowUdp(nth) {
    this.#forget(`${this.#far}rule delete to ${this.here(nth)} ipproto udp lookup ${DROP}`);
    this.#forget(`rule delete to ${this.there(nth)} ipproto udp lookup ${DROP}`);
  }

  /** The firewall drops what the other host sends to this TCP port, too. */
  forbidPort(nth, port) {
    ip(`${this.#far}rule add to ${this.here(nth)} ipproto tcp dport ${port} lookup ${DROP}`);
  }

  /** And lets it through again. */
  allowPort(nth, port) {
    this.#forget(`${this.#far}rule delete to ${this.here(nth)} ipproto tcp dport ${port} lookup ${DROP}`);
  }

  /** The other host has no address in the `nth` network any more. */
  takeAddress(nth) {
    ip(`${this.#far}addr del ${this.there(nth)}/24 dev eth${nth}`);
  }

  /** It has the same one again. */
  giveAddress(nth) {
    ip(`${this.#far}addr add ${this.there(nth)}/24 dev eth${nth}`);
  }

  get #far() {
    return `-n ${this.#name} `;
  }

  /** Undoes what may have been done several times, or never. */
  #forget(command) {
    try {
      for (;;) ip(command);
    } catch {
      // That was the last.
    }
  }

  /** A program that runs this one on the other host. */
  launcher(program) {
    const path = join(this.#folder, 'launch');
    writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${this.#name} '${program}' "$@"\n`, { mode: 0o755 });
    return path;
  }

  /** Takes all of it away. */
  remove() {
    for (const nth of [1, 2]) this.allowUdp(nth);
    for (const nth of [1, 2]) ip(`link delete ${this.#name}-${nth}`);
    ip(`netns delete ${this.#name}`);
    rmSync(this.#folder, { recursive: true });
  }
}
