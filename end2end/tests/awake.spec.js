import { callBetween, expectAtRest } from '../calls.js';
import { expect, test } from '../fixtures.js';

/** In the page, before its scripts: the browser's locks on the screen, as it gives and takes them. */
function watchLocks() {
  window.locks = { asked: [], held: 0 };
  navigator.wakeLock.request = async (kind) => {
    if (window.isOutOfSight) throw new DOMException('nobody looks, says the test', 'NotAllowedError');
    window.locks.asked.push(kind);
    window.locks.held += 1;
    let held = true;
    const release = async () => {
      window.locks.held -= held ? 1 : 0;
      held = false;
    };
    // What a browser does by itself when the page is out of sight.
    document.addEventListener('visibilitychange', () => window.isOutOfSight && release());
    return { type: kind, release };
  };
  window.see = (isSeen) => {
    window.isOutOfSight = !isSeen;
    document.dispatchEvent(new Event('visibilitychange'));
  };
}

test('the screen stays on during a call, and no longer; and again for who looks away and comes back', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  for (const { page } of [ana, bo]) await page.addInitScript(watchLocks);
  for (const person of [ana, bo]) {
    await person.page.reload();
    await person.connected();
  }
  const locks = ({ page }) => page.evaluate(() => window.locks);
  await ana.callButton('Bo').click();
  await bo.incoming.isFrom('Ana');
  for (const person of [ana, bo]) expect(await locks(person)).toEqual({ asked: [], held: 0 });

  await bo.incoming.accept();
  for (const person of [ana, bo]) await expect.poll(() => locks(person)).toEqual({ asked: ['screen'], held: 1 });

  await ana.page.evaluate(() => window.see(false));
  await expect.poll(() => locks(ana)).toEqual({ asked: ['screen'], held: 0 });
  await ana.page.evaluate(() => window.see(true));
  await expect.poll(() => locks(ana)).toEqual({ asked: ['screen', 'screen'], held: 1 });

  await ana.call.hangUp();
  await expectAtRest(ana, bo);
  for (const person of [ana, bo]) await expect.poll(async () => (await locks(person)).held).toBe(0);
  // After a call nobody asks.
  await ana.page.evaluate(() => window.see(true));
  await callBetween(bo, ana);
  await expect.poll(() => locks(ana)).toEqual({ asked: ['screen', 'screen', 'screen'], held: 1 });
});
