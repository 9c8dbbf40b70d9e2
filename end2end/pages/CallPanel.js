/** The call: its two pictures and its buttons. */
export class CallPanel {
  constructor(page) {
    const button = (name, options) => page.getByRole('button', { name, exact: true, ...options });
    this.received = page.locator('#received_video');
    this.local = page.locator('#local_video');
    // There is one at all times; without a call it is disabled, and may be out of sight.
    this.hangUpButton = button('Hang up', { includeHidden: true });
    this.cancelButton = button('Cancel call');
    this.mute = button('Mute microphone');
    this.unmute = button('Unmute microphone');
    this.cameraOff = button('Turn camera off');
    this.cameraOn = button('Turn camera on');
    // It may count what is unread.
    this.chat = page.getByRole('button', { name: /^Chat\b/ });
  }

  /** Ends the call. */
  async hangUp() {
    await this.hangUpButton.click();
  }

  /** Gives up before the other side answers. */
  async cancel() {
    await this.cancelButton.click();
  }
}
