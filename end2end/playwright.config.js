import { defineConfig } from '@playwright/test';
import { shared } from './browser.js';

/** `npx playwright test`: what must hold. */
export default defineConfig(shared, { testDir: './tests' });
