import { callBetween, expectAtRest, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';

const insecure = { insecure: true };
const sentence = /https|secure/i;

test('a caller on an insecure page is told why it cannot work, and nobody is left ringing', async ({ join }) => {
  const ana = await join('Ana', { media: insecure });
  const bo = await join('Bo');
  await ana.callButton('Bo').click();
  await ana.isAlerted(sentence);
  await expectAtRest(ana, bo);
  expect(await bo.probe.asked()).toBe(0);

  const cem = await join('Cem');
  await callBetween(cem, bo);
});

test('a callee on an insecure page is told, and so is the caller', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo', { media: insecure });
  await ring(ana, bo);
  await bo.incoming.accept();
  await bo.isAlerted(sentence);
  await expectAtRest(ana, bo);
  await ana.isTold(/\bBo\b/);

  const cem = await join('Cem');
  await callBetween(ana, cem);
});
