// A wire between browser and server that a test can cut, or make silent. It is TCP, so that neither side hears a goodbye.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Carries bytes to a server until it is cut, and again once it is mended. */
export class Wire {
  #listener;
  #sockets = new Set();
  #isCut = false;
  #isSilent = false;
  #lastCall;

  /** A wire to the server, which begins at this address; browsers use the wire's `origin`. */
  static async to(server, address = '127.0.0.1') {
    const wire = new Wire(server.port, address);
    await once(wire.#listener, 'listening');
    wire.origin = `http://${address}:${wire.#listener.address().port}`;
    return wire;
  }

  constructor(port, address) {
    this.#listener = createServer((near) => {
      this.#lastCall = Date.now();
      if (this.#isCut) return near.resetAndDestroy();
      if (this.#isSilent) return this.#keep(near).pause();
      const far = connect(port, '127.0.0.1');
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) {
        this.#keep(socket).on('close', () => {
          near.destroy();
          far.destroy();
        });
      }
    }).listen(0, address);
  }

  #keep(socket) {
    this.#sockets.add(socket);
    // An end that is reset is what this class is for.
    socket.on('error', () => {});
    return socket.on('close', () => this.#sockets.delete(socket));
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

  /**
   * Whatever is sent over it is lost from now on, and nobody is told: neither side of a connection that there is, nor
   * who makes one. Such a connection stays without a word for good, as one does that a router has forgotten.
   */
  silence() {
    this.#isSilent = true;
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** New connections get through. */
  speak() {
    this.#isSilent = false;
  }

  /** For how long the latest connection has been waiting, in milliseconds. */
  waiting() {
    return Date.now() - this.#lastCall;
  }

  /** Cut for good. */
  close() {
    this.cut();
    this.#listener.close();
  }
}
