// What axe, which knows the rules of WCAG that a program can check, says of a page.

import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';

/** Axe finds nothing on the page: each rule that is broken, and where. */
export async function expectAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const findings = violations.map(({ help, nodes }) => ({ help, where: nodes.map((node) => node.html) }));
  expect(findings).toEqual([]);
}
