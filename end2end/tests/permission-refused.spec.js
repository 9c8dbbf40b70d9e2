import { callBetween, expectAtRest, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';

const refused = { camera: 'NotAllowedError', microphone: 'NotAllowedError' };
const sentence = /did not allow the camera and microphone/i;

test('a caller who allows neither camera nor microphone is told, and nobody is left ringing', async ({ join }) => {
  const ana = await join('Ana', { media: refused });
  const bo = await join('Bo');
  await ana.callButton('Bo').click();
  await ana.isAlerted(sentence);
  await expectAtRest(ana, bo);
  expect(await bo.probe.asked()).toBe(0);

  const cem = await join('Cem');
  await callBetween(cem, bo);
});

test('a callee who allows neither is told, and so is the caller', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo', { media: refused });
  await ring(ana, bo);
  await bo.incoming.accept();
  await bo.isAlerted(sentence);
  await expectAtRest(ana, bo);
  await ana.isTold(/\bBo\b/);
  // What was accepted was not missed; and as nobody spoke, it was no call.
  await ana.say('can you hear me?');
  await expect(bo.said('can you hear me?')).toBeVisible();
  for (const { log } of [ana, bo]) await expect(log).not.toContainText(/missed|call with/i);

  const cem = await join('Cem');
  await callBetween(ana, cem);
});
