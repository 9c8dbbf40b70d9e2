import { expect } from '@playwright/test';

/** Where one chooses the camera and the microphone. */
export class DevicesDialog {
  #page;

  constructor(page) {
    this.#page = page;
    // One in the bar above, and during a call one among its controls.
    this.button = page
      .getByRole('button', { name: /^(choose )?camera and microphone$/i })
      .filter({ visible: true })
      .first();
    this.dialog = page.getByRole('dialog', { name: 'Camera and microphone' });
    this.camera = this.dialog.getByRole('combobox', { name: 'Camera' });
    this.speaker = this.dialog.getByRole('combobox', { name: 'Speaker' });
    this.tryThem = this.dialog.getByRole('button', { name: 'Try them' });
    this.preview = this.dialog.getByLabel('Preview');
    this.level = this.dialog.getByRole('meter', { name: 'Input level' });
    this.microphone = this.dialog.getByRole('combobox', { name: 'Microphone' });
  }

  async open() {
    await this.button.click();
    await expect(this.dialog).toBeVisible();
  }

  async close() {
    await this.#page.keyboard.press('Escape');
    await expect(this.dialog).toBeHidden();
  }

  /** Opens the dialog, chooses, closes it. */
  async choose({ camera, microphone }) {
    await this.open();
    if (camera) await this.camera.selectOption({ label: camera });
    if (microphone) await this.microphone.selectOption({ label: microphone });
    await this.close();
  }

  /** The labels of a box's real devices, once there is more than one to choose from. */
  async devices(box) {
    const labels = async () => {
      const options = await box.getByRole('option').allInnerTexts();
      return options.map((label) => label.trim()).filter((label) => !/^no /i.test(label));
    };
    await expect.poll(async () => (await labels()).length, 'devices to choose from').toBeGreaterThan(1);
    return labels();
  }
}
