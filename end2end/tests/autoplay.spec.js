import { callBetween, expectInCall, expectMediaBothWays, expectSound } from '../calls.js';
import { expect, test } from '../fixtures.js';

/**
 * In the page, before its scripts: no sound before a click, as browsers have it for sites that they do not know.
 * Chromium itself lets a page that was loaded again play because the one before was clicked in.
 */
function wantClickFirst() {
  let clicked = false;
  for (const kind of ['click', 'keydown']) addEventListener(kind, () => (clicked = true), { capture: true });
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

/** Whatever somebody does that is a click or a key. */
const TOUCHES = {
  'its button': (page) => page.getByRole('button', { name: 'Tap to hear Bo' }).click(),
  'a click anywhere': (page) => page.getByRole('region', { name: 'Call', exact: true }).click({ position: { x: 9, y: 9 } }),
  'any key': (page) => page.keyboard.press('Shift'),
};

for (const [what, touch] of Object.entries(TOUCHES)) {
  test(`a call that may not play its sound does so after ${what}`, async ({ join }) => {
    const ana = await join('Ana');
    const bo = await join('Bo');
    await callBetween(bo, ana);
    await ana.page.addInitScript(wantClickFirst);
    await ana.page.reload();
    await expectInCall(ana, bo);

    const hear = ana.page.getByRole('button', { name: 'Tap to hear Bo' });
    await expect(hear).toBeVisible();
    await touch(ana.page);
    await expect(hear).toBeHidden();
    await expectSound(ana);
    await expectMediaBothWays(ana, bo);
  });
}

test('the button goes by itself when the sound plays', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(bo, ana);
  await ana.page.addInitScript(wantClickFirst);
  await ana.page.reload();
  const hear = ana.page.getByRole('button', { name: 'Tap to hear Bo' });
  await expect(hear).toBeVisible();
  await ana.page.evaluate(() => {
    // A click that the page does not hear of: the browser may have been allowed otherwise.
    addEventListener('click', (event) => event.stopImmediatePropagation(), { capture: true });
    document.body.click();
    // One whose source is replaced meanwhile plays that, from now on by itself.
    const replaced = (error) => error.name === 'AbortError' || Promise.reject(error);
    for (const element of document.querySelectorAll('audio, video')) element.play().catch(replaced);
  });
  await expect(hear).toBeHidden();
  await expectSound(ana);
});
