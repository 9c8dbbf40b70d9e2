import { callBetween, expectMovingFrames, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('a call fills the screen, and no longer', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const fills = () => ana.page.evaluate(() => document.fullscreenElement === document.documentElement);
  expect(await fills()).toBe(false);
  await ana.call.fullScreen.click();
  await expect.poll(fills).toBe(true);
  await ana.call.fullScreen.click();
  await expect.poll(fills).toBe(false);
});

test('the other side is shown above other windows, and no longer', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMovingFrames(ana.call.received);
  const shown = () => ana.page.evaluate(() => document.pictureInPictureElement?.id);
  expect(await shown()).toBeUndefined();
  await ana.call.pictureInPicture.click();
  await expect.poll(shown).toBe('received_video');
  await expectMovingFrames(ana.call.received);
  await ana.call.pictureInPicture.click();
  await expect.poll(shown).toBeUndefined();
});

test('what the browser refuses is told in words', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  // Nobody has answered: nobody is seen.
  await ana.call.pictureInPicture.click();
  await ana.isAlerted('There is no picture of the other side yet.');
  const dismiss = ana.page.getByRole('button', { name: 'Dismiss' });
  await dismiss.click();

  await ana.page.evaluate(() => {
    const refuse = async () => {
      throw new DOMException('not here, says the test', 'NotAllowedError');
    };
    HTMLVideoElement.prototype.requestPictureInPicture = refuse;
    Element.prototype.requestFullscreen = refuse;
  });
  await ana.call.pictureInPicture.click();
  await ana.isAlerted('Your browser does not allow picture in picture here.');
  await dismiss.click();
  await ana.call.fullScreen.click();
  await ana.isAlerted('Your browser does not let this page fill the screen.');
});

/** In the page, before its scripts: as an iPhone has it, and older browsers. */
function lackBoth() {
  delete Document.prototype.pictureInPictureEnabled;
  delete HTMLVideoElement.prototype.requestPictureInPicture;
  delete Document.prototype.fullscreenEnabled;
  delete Element.prototype.requestFullscreen;
}

test('a browser that can do neither shows no button for it', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await bo.page.addInitScript(lackBoth);
  await bo.page.reload();
  await bo.connected();
  await callBetween(ana, bo);
  for (const [{ call }, count] of [[ana, 1], [bo, 0]]) {
    await expect(call.details).toBeVisible();
    await expect(call.pictureInPicture).toHaveCount(count);
    await expect(call.fullScreen).toHaveCount(count);
  }
});
