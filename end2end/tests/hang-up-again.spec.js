import { callBetween, expectAtRest, expectMovingFrames } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('five calls one after the other leave no track, connection or listener behind', async ({ join }) => {
  test.slow();
  const ana = await join('Ana');
  const bo = await join('Bo');
  for (let round = 1; round <= 5; round += 1) {
    const [caller, callee] = round % 2 ? [ana, bo] : [bo, ana];
    const ender = round % 3 ? caller : callee;
    const other = ender === ana ? bo : ana;

    await callBetween(caller, callee);
    await expectMovingFrames(ana.call.received, bo.call.received);
    for (const { name, probe } of [ana, bo]) {
      expect(await probe.held(), `what ${name} holds in call ${round}`).toMatchObject({ peers: 1, tracks: 2 });
      expect(await probe.opened(), `the connections ${name} ever had`).toBe(round);
    }

    await ender.call.hangUp();
    await other.isTold(`Call with ${ender.name} ended.`);
    await expectAtRest(ana, bo);
  }
});

test('both hang up at once, and neither is confused', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await Promise.all([ana, bo].map(({ call }) => call.hangUpButton.evaluate((button) => button.click())));
  await expectAtRest(ana, bo);
  await callBetween(bo, ana);
});
