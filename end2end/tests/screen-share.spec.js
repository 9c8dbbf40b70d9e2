import { callBetween, expectAtRest, expectMediaBothWays, expectMovingFrames, expectSound } from '../calls.js';
import { expect, test } from '../fixtures.js';

/** The labels of the pictures that go out. */
const pictures = async ({ probe }) => (await probe.sending()).filter(({ kind }) => kind === 'video').map(({ label }) => label);

test('a screen is shared and no longer, and the camera is back', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
  const [camera] = await pictures(ana);

  await ana.call.share.click();
  await bo.isTold('Ana shares their screen');
  await expect.poll(() => pictures(ana)).not.toEqual([camera]);
  await expectMovingFrames(ana.call.received, bo.call.received);

  await ana.call.stopSharing.click();
  await expect(bo.notice('Ana shares their screen')).toBeHidden();
  await expect.poll(() => pictures(ana)).toEqual([camera]);
  await expect.poll(async () => (await ana.probe.held()).tracks, 'microphone and camera').toBe(2);
  await expectMediaBothWays(ana, bo);

  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});

/** In the page: the screen that is shared plays a tone. The one that a browser makes up for tests is silent. */
function playOnScreen() {
  const { mediaDevices } = navigator;
  const native = mediaDevices.getDisplayMedia.bind(mediaDevices);
  mediaDevices.getDisplayMedia = async (constraints) => {
    const stream = await native(constraints);
    const [silence] = stream.getAudioTracks();
    if (!silence) return stream;
    const context = new AudioContext();
    const [tone, screen] = [context.createOscillator(), context.createMediaStreamDestination()];
    tone.connect(screen);
    tone.start();
    silence.stop();
    window.screenSound = screen.stream.getAudioTracks()[0];
    return new MediaStream([window.screenSound, ...stream.getVideoTracks()]);
  };
}

test('the sound of a screen is heard beside the microphone’s, and no longer when the share ends', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
  expect(await bo.probe.soundsReceived()).toHaveLength(1);
  await ana.page.evaluate(playOnScreen);
  for (const round of ['first', 'again']) {
    await ana.call.share.click();
    await expect.poll(() => bo.probe.receiving(), round).toEqual(['audio', 'video', 'audio']);
    const ofScreen = async () => (await bo.probe.soundsReceived())[1] ?? { packets: 0 };
    await expect.poll(async () => (await ofScreen()).isPlayed, 'an element plays it').toBe(true);
    const { packets, energy } = await ofScreen();
    await expect.poll(async () => (await ofScreen()).packets, 'packets of it').toBeGreaterThan(packets);
    await expect.poll(async () => (await ofScreen()).energy, 'what is heard of it').toBeGreaterThan(energy);
    // And Ana herself.
    await expectSound(bo);

    await ana.call.stopSharing.click();
    await expect.poll(async () => (await ana.probe.sending()).length, 'microphone and camera').toBe(2);
    await expect.poll(async () => (await ana.probe.held()).tracks, 'nothing of the screen').toBe(2);
    expect(await ana.page.evaluate(() => window.screenSound.readyState)).toBe('ended');
    const silence = async () => {
      const before = (await ofScreen()).packets;
      const { packets } = (await bo.probe.soundsReceived())[0];
      await expect.poll(async () => (await bo.probe.soundsReceived())[0].packets).toBeGreaterThan(packets + 20);
      return (await ofScreen()).packets - before;
    };
    await expect.poll(silence, 'packets of the screen while twenty of the microphone came').toBe(0);
  }
  await expectMediaBothWays(ana, bo);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});

test('the browser’s own button ends it, and a hang-up does', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);

  await ana.call.share.click();
  await bo.isTold('Ana shares their screen');
  await ana.probe.endScreen();
  await expect(ana.call.share).toBeVisible();
  await expect(bo.notice('Ana shares their screen')).toBeHidden();

  await ana.call.share.click();
  await bo.isTold('Ana shares their screen');
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});

test('both share at once, one with the camera off', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await ana.call.cameraOff.click();
  await bo.isTold('Ana’s camera is off');

  await Promise.all([ana.call.share.click(), bo.call.share.click()]);
  await ana.isTold('Bo shares their screen');
  await bo.isTold('Ana shares their screen');
  await expectMovingFrames(ana.call.received, bo.call.received);

  await Promise.all([ana.call.stopSharing.click(), bo.call.stopSharing.click()]);
  await bo.isTold('Ana’s camera is off');
  await expect(bo.call.received).toBeHidden();
  await expect.poll(async () => (await ana.probe.held()).tracks, 'the microphone alone').toBe(1);
  await expectMovingFrames(ana.call.received);
});
