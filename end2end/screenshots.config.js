import { defineConfig } from '@playwright/test';
import { shared } from './browser.js';

/** `npx playwright test -c screenshots.config.js`: every screen, into `test-results/screens/`. */
export default defineConfig(shared, { testDir: './screenshots', timeout: 90_000 });
