import { callBetween, expectAtRest, expectInCall, expectMediaBothWays, ring } from '../calls.js';
import { test } from '../fixtures.js';

test('a third caller hears busy, and the call goes on', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const cem = await join('Cem');
  await callBetween(ana, bo);

  await cem.callButton('Bo').click();
  await cem.isTold('Bo is busy in another call.');
  await expectAtRest(cem);
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
});

test('who is being called is busy, and goes on ringing', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const cem = await join('Cem');
  await ring(ana, bo);

  await cem.callButton('Bo').click();
  await cem.isTold('Bo is busy in another call.');
  await expectAtRest(cem);
  await bo.incoming.isFrom('Ana');
  await bo.incoming.accept();
  await expectInCall(ana, bo);
});

test('two pairs of one room talk at the same time, and one ending leaves the other alone', async ({ join }) => {
  test.slow();
  const ana = await join('Ana');
  const bo = await join('Bo');
  const cem = await join('Cem');
  const dia = await join('Dia');
  await callBetween(ana, bo);
  await callBetween(cem, dia);

  await cem.call.hangUp();
  await expectAtRest(cem, dia);
  await expectInCall(ana, bo);
  await expectMediaBothWays(ana, bo);
});
