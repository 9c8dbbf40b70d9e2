import { expect } from '@playwright/test';

/** The card that says who is calling. */
export class IncomingCall {
  constructor(page) {
    this.dialog = page.getByRole('dialog', { name: 'Incoming call' });
    this.acceptButton = this.dialog.getByRole('button', { name: 'Accept', exact: true });
    this.voiceOnlyButton = this.dialog.getByRole('button', { name: 'Voice only', exact: true });
    this.declineButton = this.dialog.getByRole('button', { name: 'Decline', exact: true });
  }

  /** It rings, and says for whom. */
  async isFrom(name) {
    await expect(this.dialog).toBeVisible();
    await expect(this.dialog).toContainText(`${name} is calling`);
  }

  /** Nothing rings. */
  async isGone() {
    await expect(this.dialog).toBeHidden();
  }

  /** Takes the call. */
  async accept() {
    await this.acceptButton.click();
  }

  /** Refuses the call. */
  async decline() {
    await this.declineButton.click();
  }
}
