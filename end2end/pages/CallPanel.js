import { expect } from '@playwright/test';

/** The call: its two pictures and its buttons. */
export class CallPanel {
  constructor(page) {
    const button = (name) => page.getByRole('button', { name, exact: true });
    this.received = page.locator('#received_video');
    this.local = page.locator('#local_video');
    // There is one at all times: without a call it is disabled, and may be out of sight; before an answer it may
    // say what it does then.
    this.hangUpButton = page.getByRole('button', { name: /^(Hang up|Cancel call)$/, includeHidden: true });
    this.mute = button('Mute microphone');
    this.unmute = button('Unmute microphone');
    this.cameraOff = button('Turn camera off');
    this.cameraOn = button('Turn camera on');
    this.share = button('Share screen');
    this.stopSharing = button('Stop sharing');
    this.time = page.getByRole('timer', { name: 'Call time' });
    this.ownTile = page.locator('.tile', { has: this.local });
    // Its description says how the connection is, and whether the words are new.
    this.details = button('Call details');
    this.detailsPanel = page.getByRole('region', { name: 'Call details' });
    this.pictureInPicture = button('Picture in picture');
    this.fullScreen = button('Full screen');
    // Told without being asked for: somebody may sit between.
    this.alarm = page.getByRole('region', { name: 'Call', exact: true }).getByRole('alert');
    this.closeDetails = button('Close the details');
    this.newWords = this.detailsPanel.getByText('The call has a new connection, and new words.');
    this.gotIt = this.detailsPanel.getByRole('button', { name: 'Got it' });
    this.words = this.detailsPanel.getByRole('list', { name: 'The four words' }).getByRole('listitem');
    this.copyReport = this.detailsPanel.getByRole('button', { name: 'Copy report' });
    // It may count what is unread.
    this.chat = page.getByRole('button', { name: /^Chat\b/ });
  }

  /** Ends the call, or gives up before the other side answers. */
  async hangUp() {
    await this.hangUpButton.click();
  }

  /** There is nothing to hang up. */
  async isOver() {
    await expect(this.hangUpButton).toBeDisabled();
  }

  /** How many seconds the call has been on, as it says itself. */
  async seconds() {
    const [seconds, minutes, hours = 0] = (await this.time.textContent()).split(':').map(Number).reverse();
    return (hours * 60 + minutes) * 60 + seconds;
  }

  /** There are figures of two whole seconds of this call. Opens the details for that. */
  async hasFigures() {
    if (await this.detailsPanel.isHidden()) await this.details.click();
    const line = this.detailsPanel.locator('polyline').first();
    await expect.poll(() => line.getAttribute('points', { timeout: 5_000 })).toMatch(/\S+ \S+ \S+/);
  }

  /** The four words, once they are there. */
  async fourWords() {
    if (!(await this.detailsPanel.isVisible())) await this.details.click();
    await expect(this.words).toHaveCount(4);
    return this.words.allTextContents();
  }
}
