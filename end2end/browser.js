// What every configuration here shares: the browser, its flags, and how long a thing may take.

/** Chromium's flags. Chromium itself is `$CHROMIUM` where that is set, else Playwright's own. */
const args = [
  '--no-sandbox',
  // Cameras and microphones that no computer has to have, and nobody who must click "Allow". Three, because
  // Chromium's second fake camera is one for depth (Y16), whose picture nobody can send.
  '--use-fake-device-for-media-stream=device-count=3',
  '--use-fake-ui-for-media-stream',
  '--disable-quic',
  // The browser's own errands: what is left on the network is the page's doing.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The base of `playwright.config.js`, `measure.config.js` and `screenshots.config.js`. */
export const shared = {
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  // Two cores: a call is two encoders and two decoders already.
  workers: 1,
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM || undefined, args },
  },
};
