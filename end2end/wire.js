// A wire between browser and server that a test can cut. It is TCP, so that neither side hears a goodbye.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Carries bytes to a server until it is cut, and again once it is mended. */
export class Wire {
  #listener;
  #sockets = new Set();
  #isCut = false;

  /** A wire to the server, which begins at this address; browsers use the wire's `origin`. */
  static async to(server, address = '127.0.0.1') {
    const wire = new Wire(server.port, address);
    await once(wire.#listener, 'listening');
    wire.origin = `http://${address}:${wire.#listener.address().port}`;
    return wire;
  }

  constructor(port, address) {
    this.#listener = createServer((near) => {
      if (this.#isCut) return near.resetAndDestroy();
      const far = connect(port, '127.0.0.1');
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        // An end that is reset is what this class is for.
        socket.on('error', () => {});
        socket.on('close', () => {
          this.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
    }).listen(0, address);
  }

  /** Resets every connection, and every new one. */
  cut() {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** New connections get through. */
  mend() {
    this.#isCut = false;
  }

  /** Cut for good. */
  close() {
    this.cut();
    this.#listener.close();
  }
}
