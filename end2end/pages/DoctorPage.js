import { expect } from '@playwright/test';
import { RoomPage } from './RoomPage.js';

/** The page that looks at a visitor's way to the server. */
export class DoctorPage {
  /** Opens it in a page of somebody who has signed in. */
  static async open(page) {
    await page.goto('/doctor');
    return new DoctorPage(page);
  }

  /** Signs in, and opens it. */
  static async joined(page, path, name) {
    await RoomPage.join(page, path, name);
    return DoctorPage.open(page);
  }

  constructor(page) {
    this.page = page;
    this.progress = page.getByRole('status');
    this.tryDevices = page.getByRole('button', { name: 'Try camera and microphone' });
  }

  #check(title) {
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { name: title, exact: true }) });
  }

  /** What it says of a check. */
  sentence(title) {
    return this.#check(title).locator('.sentence');
  }

  /** What came of a check; a path that does not open takes its time. */
  async finds(title, verdict) {
    await expect(this.#check(title).locator('.verdict')).toHaveText(verdict, { timeout: 15_000 });
  }
}
