// Sees what no test asks about: a page that complains in its console, and a page that talks to strangers.

import { expect } from '@playwright/test';

/** What Chromium says on its own account. */
const NOISE = [
  // A ring before the first click or key is silent: the browser's autoplay rule, which a page cannot lift.
  /^The AudioContext was not allowed to start/,
];

/** What Chromium says of a socket, or of a look for the page's icon, that fails: for tests that take the server away. */
export const FAILED_SOCKET = /^WebSocket connection to .* failed|^Failed to load resource: net::ERR_/;

/** What it says of a page without scripts that was asked to fetch them ahead. */
export const UNUSED_PRELOAD = /was preloaded using link preload but not used/;

/** Watches every context of one test. */
export class Witness {
  #trusted;
  #allowed = [...NOISE];
  #problems = [];

  /** Only this origin may be asked for anything. */
  constructor(origin) {
    this.#trusted = new Set([new URL(origin).host]);
  }

  /** One more origin that belongs to the test. */
  trust(origin) {
    this.#trusted.add(new URL(origin).host);
  }

  /** A complaint that the test provokes. */
  allow(pattern) {
    this.#allowed.push(pattern);
  }

  /** Begins to watch. */
  watch(context) {
    context.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      this.#report(message.text(), `${message.type()} at ${message.location().url}`);
    });
    context.on('weberror', (error) => this.#report(error.error().message, 'uncaught'));
    context.on('request', (request) => this.#asked(request.url()));
    context.on('page', (page) => page.on('websocket', (socket) => this.#asked(socket.url())));
  }

  /** Begins to watch a page of Firefox. */
  watchFirefox(page) {
    page.on('console', (message) => {
      if (!['error', 'warn'].includes(message.type())) return;
      this.#report(message.text(), `${message.type()} at ${message.location().url}`);
    });
    page.on('pageerror', (error) => this.#report(error.message, 'uncaught'));
    page.on('request', (request) => this.#asked(request.url()));
  }

  /** Fails the test that saw anything. */
  testify() {
    expect(this.#problems, 'console errors, warnings, uncaught errors and requests to other origins').toEqual([]);
  }

  #asked(address) {
    const { protocol, host } = new URL(address);
    if (/^(http|ws)s?:$/.test(protocol) && !this.#trusted.has(host)) this.#problems.push(`request to ${address}`);
  }

  #report(text, kind) {
    if (!this.#allowed.some((pattern) => pattern.test(text))) this.#problems.push(`${kind}: ${text}`);
  }
}
