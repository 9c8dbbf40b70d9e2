import { defineConfig } from '@playwright/test';
import { shared } from './browser.js';

/** `npx playwright test -c measure.config.js`: prints figures, and asserts nothing about time. */
export default defineConfig(shared, { testDir: './measure', timeout: 180_000, use: { screenshot: 'off' } });
