import { callBetween, expectAtRest, expectMediaBothWays, expectMovingFrames, expectSound } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('microphone and camera go off and on again, the other side is told, and the call goes on', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const { call, probe } = ana;
  const sent = async () => (await probe.sending()).map((track) => track.kind).sort();
  await expect.poll(sent).toEqual(['audio', 'video']);

  await expect(call.ownTile).not.toContainText('Muted');
  await call.mute.click();
  await expect(call.unmute).toBeVisible();
  await expect(call.ownTile).toContainText('Muted');
  await expect.poll(sent, 'nothing of the microphone').toEqual(['video']);
  await bo.isTold('Ana is muted');
  await call.cameraOff.click();
  await expect(call.cameraOn).toBeVisible();
  await expect.poll(sent, 'nothing of the camera either').toEqual([]);
  expect(await probe.open('video'), 'the camera itself is off').toBe(0);
  await bo.isTold('Ana is muted, with the camera off');
  await expect(bo.call.received).toBeHidden();
  await expectMovingFrames(call.received);

  await call.unmute.click();
  await call.cameraOn.click();
  await expect.poll(sent).toEqual(['audio', 'video']);
  await expect(call.mute).toBeVisible();
  await expect(call.cameraOff).toBeVisible();
  await expect(call.ownTile).not.toContainText('Muted');
  await expect(bo.notice('Ana is muted')).toBeHidden();
  await expect(bo.call.received).toBeVisible();
  await expectMediaBothWays(ana, bo);
});

test('what is off looks off, what is open looks open, and each button says it in one way', async ({ join }) => {
  const ana = await join('Ana', { reducedMotion: 'reduce' });
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const { chat, details, mute, unmute, cameraOff, cameraOn, share, stopSharing } = ana.call;
  const ground = (button) => button.locator('.disc').evaluate((disc) => getComputedStyle(disc).backgroundColor);
  const [isOn, isOpen] = [await ground(mute), await ground(chat)];
  expect(await ground(cameraOff)).toBe(isOn);
  expect(isOpen).not.toBe(isOn);

  await mute.click();
  await cameraOff.click();
  await expect(cameraOn).toBeVisible();
  const isOff = await ground(unmute);
  expect(await ground(cameraOn)).toBe(isOff);
  expect([isOn, isOpen]).not.toContain(isOff);
  await share.click();
  await expect(stopSharing).toBeVisible();
  expect(await ground(stopSharing)).toBe(isOpen);

  await expect(chat).toHaveAttribute('aria-expanded', 'true');
  await chat.click();
  await expect(chat).toHaveAttribute('aria-expanded', 'false');
  expect(await ground(chat)).toBe(isOn);
  // Their names change, or they are open or not: nothing is pressed besides.
  await details.click();
  await expect(ana.page.locator('.call [aria-pressed]')).toHaveCount(0);
});

test('m and v turn microphone and camera off and on, unless somebody writes', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const { call, page } = ana;

  await page.keyboard.press('m');
  await expect(call.unmute).toBeVisible();
  await bo.isTold('Ana is muted');
  await page.keyboard.press('m');
  await expect(call.mute).toBeVisible();
  await page.keyboard.press('m');
  await bo.isTold('Ana is muted');
  await page.keyboard.press('v');
  await bo.isTold('Ana is muted, with the camera off');

  await ana.say('moving very much');
  await expect(bo.said('moving very much')).toBeVisible();
  await expect(call.unmute).toBeVisible();
  await expect(call.cameraOn).toBeVisible();

  await call.details.focus();
  await page.keyboard.press('m');
  await page.keyboard.press('v');
  await expectMediaBothWays(ana, bo);
  await expect(bo.notice('Ana is muted')).toBeHidden();
});

test('a microphone goes off and on ten times, and the other side is told and hears each time', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectSound(bo);
  const sends = async () => (await ana.probe.sending()).some(({ kind }) => kind === 'audio');
  for (let round = 0; round < 10; round += 1) {
    await ana.call.mute.click();
    await bo.isTold('Ana is muted');
    expect(await sends()).toBe(false);
    await ana.call.unmute.click();
    await expect(bo.notice('Ana is muted')).toBeHidden();
    expect(await sends()).toBe(true);
    expect((await ana.probe.held()).tracks, 'the same microphone, and the camera').toBe(2);
  }
  await expectMediaBothWays(ana, bo);
  expect(await ana.probe.asked(), 'camera and microphone were asked for once').toBe(1);
  expect(await ana.probe.opened()).toBe(1);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});

test('a camera goes off and on ten times without a leak or a new connection', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  for (let round = 0; round < 10; round += 1) {
    await ana.call.cameraOff.click();
    await expect.poll(async () => (await ana.probe.held()).tracks).toBe(1);
    await ana.call.cameraOn.click();
    await expect(ana.call.cameraOff).toBeEnabled();
    await expect.poll(async () => (await ana.probe.held()).tracks).toBe(2);
  }
  await expectMediaBothWays(ana, bo);
  expect(await ana.probe.opened()).toBe(1);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});

test('what was off is told to a side that was away', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await ana.call.mute.click();
  await bo.isTold('Ana is muted');
  await bo.page.reload();
  await bo.isTold('Ana is muted');
  await ana.call.unmute.click();
  await expect(bo.notice('Ana is muted')).toBeHidden();
});

/** In the page, before its scripts: a microphone into which somebody speaks all the time. */
function speakAllTheTime() {
  const { prototype } = MediaDevices;
  const { getUserMedia } = prototype;
  prototype.getUserMedia = async function (constraints) {
    const stream = await getUserMedia.call(this, constraints);
    const [beeps] = stream.getAudioTracks();
    if (!beeps) return stream;
    beeps.stop();
    const context = new AudioContext();
    const [voice, microphone] = [context.createOscillator(), context.createMediaStreamDestination()];
    voice.connect(microphone);
    voice.start();
    return new MediaStream([...microphone.stream.getAudioTracks(), ...stream.getVideoTracks()]);
  };
}

test('whoever speaks and is muted is told so', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.page.addInitScript(speakAllTheTime);
  await ana.page.reload();
  await ana.connected();
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
  await expect(ana.notice('You are speaking, but muted.')).toBeHidden();

  await ana.call.mute.click();
  await ana.isTold('You are speaking, but muted.');
  await ana.call.unmute.click();
  await expect(ana.notice('You are speaking, but muted.')).toBeHidden();
});
