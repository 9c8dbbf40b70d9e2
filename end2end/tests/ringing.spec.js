import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expectInCall, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { RoomPage } from '../pages/RoomPage.js';

test('while it rings all is prepared, and nothing of it leaves', async ({ join, newContext, room }) => {
  const sent = [];
  const page = await (await newContext()).newPage();
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(JSON.parse(payload).type)));
  const ana = await join('Ana');
  const bo = await RoomPage.join(page, `/r/${room}`, 'Bo');

  await ring(ana, bo);
  await expect.poll(() => bo.probe.signaling(), 'the answer is applied').toBe('stable');
  await expect.poll(() => bo.probe.gathering(), 'candidates are found').toBe('complete');
  await expect.poll(() => sent).toContain('ringing');
  expect(sent).not.toContain('video-answer');
  expect(sent).not.toContain('new-ice-candidate');
  expect(await bo.probe.asked(), 'camera and microphone').toBe(0);

  await bo.incoming.accept();
  await expectInCall(ana, bo);
  expect(sent).toContain('video-answer');
});

test('an address in an offer that comes while it rings gets no packet before the user accepts', async ({ join, newContext, room }) => {
  const lure = createSocket('udp4').bind(0, '127.0.0.1');
  await once(lure, 'listening');
  let packets = 0;
  lure.on('message', () => (packets += 1));
  const candidate = `a=candidate:1 1 udp 2122260223 127.0.0.1 ${lure.address().port} typ host`;

  const page = await (await newContext()).newPage();
  let offerAgain;
  await page.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer();
    let offer;
    socket.onMessage((text) => {
      const frame = JSON.parse(text);
      if (frame.type === 'video-offer') offer = frame;
      server.send(text);
    });
    server.onMessage((text) => {
      const { type, call } = JSON.parse(text);
      if (type === 'calling') {
        const sdp = { ...offer.sdp, sdp: offer.sdp.sdp.replace(/(?=a=mid:0)/, `${candidate}\r\n`) };
        offerAgain = () => server.send(JSON.stringify({ type: 'video-offer', target: 'Bo', call, sdp, offer: 1 }));
      }
      socket.send(text);
    });
  });
  const ana = await RoomPage.join(page, `/r/${room}`, 'Ana');
  const bo = await join('Bo');

  await ring(ana, bo);
  await expect.poll(() => bo.probe.signaling(), 'the answer is applied').toBe('stable');
  await expect.poll(() => bo.probe.gathering(), 'candidates are found').toBe('complete');
  const before = await bo.probe.offered();
  offerAgain();
  await ana.say('Are you there?');
  await expect(bo.said('Are you there?')).toHaveCount(1);
  expect(await bo.probe.offered(), 'offers that were applied').toBe(before);
  expect(packets).toBe(0);
  lure.close();
});

test('an offer that names an address gets no packet from whoever has not accepted', async ({ join, newContext, room }) => {
  const lure = createSocket('udp4').bind(0, '127.0.0.1');
  await once(lure, 'listening');
  let packets = 0;
  lure.on('message', () => (packets += 1));
  const candidate = `a=candidate:1 1 udp 2122260223 127.0.0.1 ${lure.address().port} typ host`;

  const page = await (await newContext()).newPage();
  await page.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const frame = JSON.parse(text);
      if (frame.type === 'video-offer') frame.sdp.sdp = frame.sdp.sdp.replace(/(?=a=mid:0)/, `${candidate}\r\n`);
      server.send(JSON.stringify(frame));
    });
  });
  const ana = await RoomPage.join(page, `/r/${room}`, 'Ana');
  const bo = await join('Bo');

  await ring(ana, bo);
  await expect.poll(() => bo.probe.signaling()).toBe('have-remote-offer');
  await ana.say('Are you there?');
  await expect(bo.said('Are you there?')).toHaveCount(1);
  expect(await bo.probe.signaling(), 'no answer, by now').toBe('have-remote-offer');
  expect(packets).toBe(0);

  await bo.incoming.accept();
  await expect.poll(() => packets, 'packets to where the offer said').toBeGreaterThan(0);
  await expectInCall(ana, bo);
  lure.close();
});
