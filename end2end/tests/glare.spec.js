import { expectAtRest, expectInCall, expectMediaBothWays } from '../calls.js';
import { expect, test } from '../fixtures.js';

/** Both press the other's call button in the same millisecond, by the clock that their pages share. */
async function pressTogether(one, other) {
  const buttons = [one.callButton(other.name), other.callButton(one.name)];
  for (const button of buttons) await expect(button).toBeEnabled();
  const moment = Date.now() + 250;
  const press = (button, at) => new Promise((done) => setTimeout(() => done(button.click()), at - Date.now()));
  await Promise.all(buttons.map((button) => button.evaluate(press, moment)));
}

test('two people who call each other at the same instant get one call', async ({ join }) => {
  test.slow();
  const ana = await join('Ana');
  const bo = await join('Bo');
  for (const first of [ana, bo, ana, bo]) {
    await pressTogether(ana, bo);
    await expectInCall(ana, bo);
    await expectMediaBothWays(ana, bo);
    for (const { name, probe } of [ana, bo]) {
      expect((await probe.held()).peers, `the connections of ${name}`).toBe(1);
    }
    await first.call.hangUp();
    await expectAtRest(ana, bo);
  }
});
