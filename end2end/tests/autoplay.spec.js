import { shared } from '../browser.js';
import { callBetween, expectInCall, expectSound } from '../calls.js';
import { expect, test } from '../fixtures.js';

const { launchOptions } = shared.use;

// As browsers are for sites that nobody knows: no sound before a click.
test.use({
  permissions: ['camera', 'microphone'],
  launchOptions: { ...launchOptions, args: [...launchOptions.args, '--autoplay-policy=document-user-activation-required'] },
});

test('a call that may not play its sound has a button for it', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  // Whoever sends something may hear something; without, a reload leaves no click to go by.
  await ana.devices.choose({ camera: 'No camera', microphone: 'No microphone' });
  await callBetween(bo, ana);
  await ana.page.reload();
  await expectInCall(ana, bo);

  const hear = ana.page.getByRole('button', { name: 'Tap to hear Bo' });
  await hear.click();
  await expect(hear).toBeHidden();
  await expectSound(ana);
});
