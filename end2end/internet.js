// A small internet of network namespaces: homes behind NATs of the worst kind, a network of the server's, and a
// provider between them. This host is the server's.
//
//   Ana 10.0.0.2 ── NAT 198.18.1.2 ─┐
//                                   ├─ provider ── 198.18.9.1 this host
//   Bo  10.0.0.2 ── NAT 198.18.2.2 ─┘
//
// RFC 2544 keeps 198.18.0.0/15 for tests.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = (program, args, input) =>
  execFileSync(program, args, { input, stdio: ['pipe', 'pipe', 'pipe'], encoding: 'utf8' });
const ip = (command) => run('ip', command.split(' '));

/** What all names here begin with; the rest is the number of the process that made them. */
const PREFIX = 'sbn';

/** This host's address. */
const SERVER = '198.18.9.1';

/** Where `ip netns exec` takes files from that stand in for those of `/etc`. */
const namesOf = (namespace) => join('/etc/netns', namespace);

/** A namespace. */
class Host {
  constructor(name) {
    this.name = name;
    ip(`netns add ${name}`);
    this.ip('link set lo up');
  }

  /** Runs `ip` in it. */
  ip(command) {
    return ip(`-n ${this.name} ${command}`);
  }

  /** Passes packets on. */
  routes() {
    run('ip', ['netns', 'exec', this.name, 'sysctl', '-qw', 'net.ipv4.ip_forward=1']);
  }

  /** Replaces a table of its firewall. */
  nft(table, rules) {
    const script = `table ip ${table} {}\ndelete table ip ${table}\ntable ip ${table} {\n${rules}\n}\n`;
    run('ip', ['netns', 'exec', this.name, 'nft', '-f', '-'], script);
  }

  /** A cable to another host. */
  plug(device, address, other, otherDevice, otherAddress) {
    ip(`-n ${other.name} link add ${otherDevice} type veth peer name ${device} netns ${this.name}`);
    this.#address(device, address);
    other.#address(otherDevice, otherAddress);
  }

  /** A cable to the host that this program runs on. */
  plugHere(device, address, hereDevice, hereAddress) {
    ip(`link add ${hereDevice} type veth peer name ${device} netns ${this.name}`);
    this.#address(device, address);
    ip(`addr add ${hereAddress}/24 dev ${hereDevice}`);
    ip(`link set ${hereDevice} up`);
  }

  #address(device, address) {
    this.ip(`addr add ${address}/24 dev ${device}`);
    this.ip(`link set ${device} up`);
  }
}

/** A home: one host behind a NAT. */
class Home {
  #host;
  #nat;
  #folder;
  #addresses = 2;

  /** The `nth` home of this provider's. */
  constructor(prefix, provider, nth, folder) {
    this.#folder = folder;
    this.address = `198.18.${nth}.2`;
    this.#host = new Host(`${prefix}h${nth}`);
    this.#nat = new Host(`${prefix}n${nth}`);
    this.#nat.plug('inside', '10.0.0.1', this.#host, 'eth0', '10.0.0.2');
    provider.plug(`home${nth}`, `198.18.${nth}.1`, this.#nat, 'outside', this.address);
    this.#nat.routes();
    this.#nat.ip(`route add default via 198.18.${nth}.1`);
    this.#host.ip('route add default via 10.0.0.1');
    // Another port for every peer's address and port, and back through it comes that peer alone: what RFC 4787 calls
    // address and port-dependent, mapping and filtering, and others call symmetric.
    this.#nat.nft(
      'nat',
      `chain out {
        type nat hook postrouting priority srcnat
        oifname "outside" masquerade random,fully-random
      }`,
    );
    this.#pass('accept');
  }

  /** What the firewall does with what comes out of the home, or for it without being asked for. */
  #pass(rules) {
    this.#nat.nft(
      'firewall',
      `chain pass {
        type filter hook forward priority filter; policy drop
        iifname "outside" ct state established,related accept
        iifname "inside" ${rules}
      }`,
    );
  }

  /** From now on nothing gets out but TCP. */
  forbidUdp() {
    this.#pass('ip protocol tcp accept');
  }

  /** From now on nothing gets out but TCP to this port. */
  forbidAllBut(port) {
    this.#pass(`tcp dport ${port} accept`);
  }

  /** The host leaves its network and joins another: its address is a new one, and the old one is gone. */
  move() {
    const [old, next] = [this.#addresses, ++this.#addresses];
    this.#host.ip(`addr delete 10.0.0.${old}/24 dev eth0`);
    this.#host.ip(`addr add 10.0.0.${next}/24 dev eth0`);
    this.#host.ip('route replace default via 10.0.0.1');
  }

  /** From now on the host finds this name at this address, and is told at once that it finds no other. */
  knows(name, address) {
    const folder = namesOf(this.#host.name);
    // With the dot at its end it is what Chromium asks for on behalf of a relay.
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'hosts'), `127.0.0.1 localhost\n${address} ${name} ${name}.\n`);
    // Nobody answers there, and the system says so.
    writeFileSync(join(folder, 'resolv.conf'), 'nameserver 10.0.0.1\n');
  }

  /** A program that runs this one on the home's host. */
  launcher(program) {
    const path = join(this.#folder, this.#host.name);
    writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${this.#host.name} '${program}' "$@"\n`, { mode: 0o755 });
    return path;
  }
}

/** All of it. */
export class Internet {
  #prefix = `${PREFIX}${process.pid}`;
  #folder;

  /** Whether this user may make one: root can, where there are `ip` and `nft`. */
  static isPossible() {
    try {
      new Internet().remove();
      return true;
    } catch {
      return false;
    }
  }

  constructor() {
    sweep();
    this.address = SERVER;
    this.#folder = mkdtempSync(join(tmpdir(), 'switchboard-internet-'));
    try {
      const provider = new Host(`${this.#prefix}p`);
      provider.routes();
      provider.plugHere('server', '198.18.9.254', this.#prefix, SERVER);
      this.homes = [1, 2].map((nth) => new Home(this.#prefix, provider, nth, this.#folder));
      for (const { address } of this.homes) ip(`route add ${address}/32 via 198.18.9.254`);
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** Takes all of it away. */
  remove() {
    remove((pid) => pid === process.pid);
    rmSync(this.#folder, { recursive: true });
  }
}

/** Takes away what runs have left behind that were killed. */
function sweep() {
  remove((pid) => {
    try {
      process.kill(pid, 0);
      return false;
    } catch (error) {
      return error.code === 'ESRCH';
    }
  });
}

/** Removes the namespaces of processes, and what runs in them. The cables go with their ends. */
function remove(isOver) {
  const names = run('ip', ['netns', 'list']).split('\n').map((line) => line.split(' ')[0]);
  for (const name of names) {
    const [, pid] = name.match(`^${PREFIX}(\\d+)`) ?? [];
    if (!pid || !isOver(Number(pid))) continue;
    const running = run('ip', ['netns', 'pids', name]).split('\n').filter(Boolean).map(Number);
    for (const process_ of running) {
      try {
        process.kill(process_, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    // Of the cable to this host, this end: the other one lives as long as what runs there, if only for a moment.
    const cable = `${PREFIX}${pid}`;
    try {
      ip(`link delete ${cable}`);
    } catch {
      // It is gone already.
    }
    ip(`netns delete ${name}`);
    rmSync(namesOf(name), { recursive: true, force: true });
  }
}
