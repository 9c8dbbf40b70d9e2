import { callBetween, expectAtRest, expectMediaBothWays, expectMovingFrames, expectSound } from '../calls.js';
import { expect, test } from '../fixtures.js';
import { NOTHING } from '../probe.js';

// Browsers name no device to a page that was never allowed to use one.
test.use({ permissions: ['camera', 'microphone'] });

/** The labels of the devices that a person sends from. */
async function sent({ probe }) {
  const tracks = await probe.sending();
  const label = (kind) => tracks.find((track) => track.kind === kind)?.label;
  return { camera: label('video'), microphone: label('audio') };
}

/** The last camera and microphone of the lists, which are not those that a browser takes by itself. */
async function lastOnes({ devices }) {
  const camera = (await devices.devices(devices.camera)).at(-1);
  const microphone = (await devices.devices(devices.microphone)).at(-1);
  return { camera, microphone };
}

test('the camera and the microphone chosen before a call are the ones it uses', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.devices.open();
  const chosen = await lastOnes(ana);
  await ana.devices.camera.selectOption({ label: chosen.camera });
  await ana.devices.microphone.selectOption({ label: chosen.microphone });
  await ana.devices.close();
  await expectAtRest(ana);

  await callBetween(ana, bo);
  await expect.poll(() => sent(ana)).toEqual(chosen);
  await expectMediaBothWays(ana, bo);
});

test('changing both in the middle of a call costs neither the call nor a connection', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
  const before = await sent(ana);

  await ana.devices.open();
  const chosen = await lastOnes(ana);
  expect(chosen.camera).not.toBe(before.camera);
  expect(chosen.microphone).not.toBe(before.microphone);
  await ana.devices.close();

  await ana.devices.choose(chosen);
  await expect.poll(() => sent(ana)).toEqual(chosen);
  await expectMediaBothWays(ana, bo);
  await expectMovingFrames(ana.call.local);
  for (const { name, probe } of [ana, bo]) {
    expect(await probe.held(), `${name} let go of the old devices`).toMatchObject({ peers: 1, tracks: 2 });
    expect(await probe.opened()).toBe(1);
  }
});

test('a call without a camera is a choice too, and can be taken back', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);
  const { camera, microphone } = await sent(ana);

  await ana.devices.choose({ camera: 'No camera' });
  await expect.poll(() => sent(ana)).toEqual({ camera: undefined, microphone });
  await expect.poll(async () => (await ana.probe.held()).tracks, 'the camera is dark').toBe(1);
  await expectSound(ana, bo);

  await ana.devices.choose({ camera });
  await expect.poll(() => sent(ana)).toEqual({ camera, microphone });
  await expectMediaBothWays(ana, bo);
});

test('a call without a microphone is a choice too', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.devices.choose({ microphone: 'No microphone' });
  await callBetween(ana, bo);
  await expectMovingFrames(ana.call.received, bo.call.received);
  expect((await ana.probe.sending()).map((track) => track.kind)).toEqual(['video']);
  await expectSound(ana);
});

test('whoever has chosen no camera is known to have it off, calling or called', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.devices.choose({ camera: 'No camera' });
  for (const [caller, callee] of [[ana, bo], [bo, ana]]) {
    await callBetween(caller, callee);
    await bo.isTold('Ana’s camera is off');
    await bo.call.hangUp();
    await expectAtRest(ana, bo);
  }
});

test('a camera that comes after it was turned off stays dark', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await ana.devices.open();
  const { camera } = await lastOnes(ana);
  await ana.devices.close();

  // The browser takes its time until the test lets it.
  await ana.page.evaluate(() => {
    const { mediaDevices } = navigator;
    const native = mediaDevices.getUserMedia.bind(mediaDevices);
    const gate = new Promise((open) => (window.letTheCameraCome = open));
    mediaDevices.getUserMedia = async (constraints) => {
      await gate;
      const stream = await native(constraints);
      [window.late] = stream.getVideoTracks();
      return stream;
    };
  });
  await ana.devices.choose({ camera });
  await ana.call.cameraOff.click();
  await expect(ana.call.cameraOn).toBeVisible();
  await ana.page.evaluate(() => window.letTheCameraCome());

  await expect.poll(() => ana.page.evaluate(() => window.late?.readyState), 'the late camera').toBe('ended');
  await expect.poll(async () => (await ana.probe.sending()).map(({ kind }) => kind)).toEqual(['audio']);
  await expect(ana.call.cameraOn).toBeVisible();
  await expect.poll(async () => (await ana.probe.held()).tracks, 'the microphone alone').toBe(1);
});

test('a headset that is unplugged is replaced, and a muted one by a muted one', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectMediaBothWays(ana, bo);

  await ana.probe.unplug('audio');
  await ana.isTold(/Your microphone was unplugged or taken away\. The call goes on with .+\./);
  await ana.probe.unplug('video');
  await ana.isTold(/Your camera was unplugged or taken away\. The call goes on with .+\./);
  await expectMediaBothWays(ana, bo);

  await ana.call.mute.click();
  await bo.isTold('Ana is muted');
  await ana.probe.unplug('audio');
  await ana.isTold(/Your microphone was unplugged/);
  await expect(ana.call.unmute).toBeVisible();
  await expect.poll(async () => (await ana.probe.sending()).map(({ kind }) => kind)).toEqual(['video']);
  await expect(bo.notice('Ana is muted')).toBeVisible();
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
});

test('devices are tried before a call, seen and heard by nobody else, and let go of', async ({ join }) => {
  const ana = await join('Ana');
  await ana.devices.open();
  await expectAtRest(ana);
  await ana.devices.tryThem.click();
  await expectMovingFrames(ana.devices.preview);
  await expect.poll(() => ana.devices.level.evaluate((meter) => meter.value), 'the input level').toBeGreaterThan(0);
  await ana.devices.close();
  await expect.poll(() => ana.probe.held(), 'what Ana still holds').toEqual(NOTHING);
});

test('a trial that the browser is slow with ends with the dialog', async ({ join }) => {
  const ana = await join('Ana');
  await ana.page.evaluate(() => {
    const { mediaDevices } = navigator;
    const native = mediaDevices.getUserMedia.bind(mediaDevices);
    const gate = new Promise((open) => (window.letThemCome = open));
    mediaDevices.getUserMedia = async (constraints) => {
      await gate;
      const stream = await native(constraints);
      window.late = stream.getTracks();
      return stream;
    };
  });
  await ana.devices.open();
  await ana.devices.tryThem.click();
  await ana.devices.close();
  await ana.page.evaluate(() => window.letThemCome());
  const states = () => ana.page.evaluate(() => window.late?.map(({ readyState }) => readyState));
  await expect.poll(states, 'the late camera and microphone').toEqual(['ended', 'ended']);
});

test('calls are heard from the speaker that was chosen, now and later', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  await expectSound(ana);
  await ana.devices.open();
  const speaker = (await ana.devices.devices(ana.devices.speaker)).at(-1);
  await ana.devices.speaker.selectOption({ label: speaker });
  const id = await ana.devices.speaker.inputValue();
  expect(id).not.toBe('');
  await ana.devices.close();
  const sinks = () => ana.page.locator('#received_video').evaluate((video) => video.sinkId);
  await expect.poll(sinks).toBe(id);
  await ana.page.reload();
  await expect.poll(sinks).toBe(id);
});

test('microphones are asked for without echo, without noise and with one loudness, and so they are', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const clean = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  for (const { page } of [ana, bo]) {
    await page.evaluate(() => {
      window.microphones = [];
      const { mediaDevices } = navigator;
      const native = mediaDevices.getUserMedia.bind(mediaDevices);
      mediaDevices.getUserMedia = async (constraints) => {
        const stream = await native(constraints);
        const [track] = stream.getAudioTracks();
        if (track) window.microphones.push({ asked: constraints.audio, got: track.getSettings() });
        return stream;
      };
    });
  }
  const microphones = ({ page }) => page.evaluate(() => window.microphones);
  await callBetween(ana, bo);
  for (const person of [ana, bo]) {
    await expect.poll(() => microphones(person)).toEqual([{ asked: clean, got: expect.objectContaining(clean) }]);
  }

  // The same of one that is chosen.
  await ana.devices.open();
  const { microphone } = await lastOnes(ana);
  await ana.devices.close();
  await ana.devices.choose({ microphone });
  await expect.poll(async () => (await microphones(ana)).at(-1)).toEqual({
    asked: { ...clean, deviceId: { exact: expect.any(String) } },
    got: expect.objectContaining(clean),
  });
});

test('the camera and the microphone that were chosen are remembered by the next page', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.devices.open();
  const chosen = await lastOnes(ana);
  await ana.devices.close();
  await ana.devices.choose(chosen);
  await ana.page.reload();
  await ana.connected();

  await ana.devices.open();
  for (const box of ['camera', 'microphone']) {
    await ana.devices.devices(ana.devices[box]);
    const selected = ana.devices[box].locator('option:checked');
    await expect(selected).toHaveText(chosen[box]);
  }
  await ana.devices.close();
  await callBetween(ana, bo);
  await expect.poll(() => sent(ana)).toEqual(chosen);

  // In the middle of a call, too.
  await ana.page.reload();
  await expectMediaBothWays(ana, bo);
  await expect.poll(() => sent(ana)).toEqual(chosen);
});

test('the old camera’s light goes out when another is chosen while a screen is shared', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.page.evaluate(() => {
    window.cameras = [];
    const { mediaDevices } = navigator;
    const native = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await native(constraints);
      window.cameras.push(...stream.getVideoTracks());
      return stream;
    };
  });
  const cameras = () => ana.page.evaluate(() => window.cameras.map(({ label, readyState }) => [label, readyState]));
  await callBetween(ana, bo);
  const before = (await sent(ana)).camera;
  await ana.devices.open();
  const { camera } = await lastOnes(ana);
  await ana.devices.close();
  await ana.call.share.click();
  await bo.isTold('Ana shares their screen');

  await ana.devices.choose({ camera });
  await expect.poll(cameras).toEqual([
    [before, 'ended'],
    [camera, 'live'],
  ]);
  await expect(bo.notice('Ana shares their screen')).toBeVisible();
  await ana.call.stopSharing.click();
  await expect.poll(async () => (await sent(ana)).camera).toBe(camera);
  await expectMediaBothWays(ana, bo);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);
  expect(await cameras()).toEqual([
    [before, 'ended'],
    [camera, 'ended'],
  ]);
});
