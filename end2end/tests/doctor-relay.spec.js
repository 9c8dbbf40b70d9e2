import { expect, test } from '../fixtures.js';
import { DoctorPage } from '../pages/DoctorPage.js';

test.use({ serverFlags: ['--turn', 'on', '--public-ip', '127.0.0.1', '--turn-addr', '127.0.0.1:0'] });

test('every way is tried from the browser, and camera and microphone when they are asked for', async ({ join }) => {
  const ana = await join('Ana');
  const doctor = await DoctorPage.open(ana.page);
  for (const check of ['Secure page', 'Connection to the server', 'Clock', 'Direct calls', 'Relay over UDP', 'Relay over TCP']) {
    await doctor.finds(check, 'Good');
  }
  await expect(doctor.sentence('Relay over UDP')).toHaveText(/^A message came back through it after \d+ ms\.$/);
  await doctor.finds('Relay over TLS', 'Could be better');
  await expect(doctor.sentence('Relay over TLS')).toContainText('--https');
  await expect(doctor.progress).toHaveText('Checked.');

  await doctor.finds('Camera and microphone', 'Not checked');
  expect(await ana.probe.asked(), 'nothing is opened unasked').toBe(0);
  await doctor.tryDevices.click();
  await doctor.finds('Camera and microphone', 'Good');
  expect(await ana.probe.asked()).toBe(1);
  for (const kind of ['video', 'audio']) await expect.poll(() => ana.probe.open(kind), kind).toBe(0);
  await expect(doctor.tryDevices).toBeFocused();
});

test('a network that lets no UDP through is told from one that does', async ({ newContext, room }) => {
  const context = await newContext();
  // Whoever asks for the relay over UDP asks where nobody is.
  await context.addInitScript(() => {
    const astray = ({ urls, ...server }) => ({ ...server, urls: `${urls}`.replace(/:\d+\?transport=udp$/, ':9?transport=udp') });
    window.RTCPeerConnection = class RTCPeerConnection extends window.RTCPeerConnection {
      constructor({ iceServers = [], ...configuration } = {}) {
        super({ ...configuration, iceServers: iceServers.map(astray) });
      }
    };
  });
  const page = await context.newPage();
  const doctor = await DoctorPage.joined(page, `/r/${room}`, 'Ana');
  await doctor.finds('Relay over TCP', 'Good');
  await doctor.finds('Relay over UDP', 'Could be better');
  await expect(doctor.sentence('Relay over UDP')).toContainText('lets no UDP through');
});
