import { callBetween, expectInCall, expectMediaBothWays, expectSound } from '../calls.js';
import { expect, test } from '../fixtures.js';

/**
 * In the page, before its scripts: no sound before a click, as browsers have it for sites that they do not know.
 * Chromium itself lets a page that was loaded again play because the one before was clicked in.
 */
function wantClickFirst() {
  let clicked = false;
  addEventListener('click', () => (clicked = true), { capture: true });
  const { prototype } = HTMLMediaElement;
  const { play } = prototype;
  prototype.play = function () {
    return clicked ? play.call(this) : Promise.reject(new DOMException('a click first', 'NotAllowedError'));
  };
  const source = Object.getOwnPropertyDescriptor(prototype, 'srcObject');
  Object.defineProperty(prototype, 'srcObject', {
    ...source,
    set(stream) {
      this.autoplay &&= clicked;
      source.set.call(this, stream);
    },
  });
}

test('a call that may not play its sound has a button for it', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(bo, ana);
  await ana.page.addInitScript(wantClickFirst);
  await ana.page.reload();
  await expectInCall(ana, bo);

  const hear = ana.page.getByRole('button', { name: 'Tap to hear Bo' });
  await hear.click();
  await expect(hear).toBeHidden();
  await expectSound(ana);
  await expectMediaBothWays(ana, bo);
});
