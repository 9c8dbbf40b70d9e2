// Firefox, and people who come with it. Puppeteer drives it: Playwright works with a Firefox of its own alone,
// which cannot be downloaded everywhere.

import puppeteer from 'puppeteer-core';
import { Probe } from './probe.js';

const PREFERENCES = {
  // Cameras and microphones that no computer has to have, and nobody who must click "Allow".
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  // As with a real camera: a Firefox that may use one tells its addresses.
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  // For `shareTab`.
  'media.getusermedia.browser.enabled': true,
};

/**
 * Runs in the page before the page's own scripts: who shares a screen shares the picture of the tab.
 *
 * A Firefox without a window has no screen: with fake devices and without, `getDisplayMedia` ends in `NotFoundError`,
 * and so does a `mediaSource` of `screen`. A tab is drawn all the same, and is captured by the same machinery.
 */
function shareTab() {
  if (!window.MediaDevices) return;
  const { getUserMedia } = MediaDevices.prototype;
  MediaDevices.prototype.getDisplayMedia = function () {
    return getUserMedia.call(this, { video: { mediaSource: 'browser' } });
  };
}

/** One running Firefox, `$FIREFOX`. */
export class Firefox {
  #browser;
  #contexts = [];

  constructor(browser) {
    this.#browser = browser;
  }

  /** Starts it. */
  static async start() {
    const executablePath = process.env.FIREFOX;
    return new Firefox(
      await puppeteer.launch({ browser: 'firefox', executablePath, extraPrefsFirefox: PREFERENCES }),
    );
  }

  /** An empty page of a browser with no past. */
  async newPage() {
    const context = await this.#browser.createBrowserContext();
    this.#contexts.push(context);
    const page = await context.newPage();
    // In this order: the probe looks at whatever is there.
    await page.evaluateOnNewDocument(shareTab);
    await Probe.install({ addInitScript: (script, argument) => page.evaluateOnNewDocument(script, argument) });
    return page;
  }

  /** Closes every page. */
  async forget() {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }

  /** Ends it. */
  async stop() {
    await this.#browser.close();
  }
}
