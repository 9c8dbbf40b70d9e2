// Calls between people, and what it means that one is on, or over. People may be `RoomPage`s or `FirefoxPage`s.

import { expect } from '@playwright/test';
import { NOTHING } from './probe.js';

/** Presses the call button; the other side rings. */
export async function ring(caller, callee) {
  await caller.callButton(callee.name).click();
  await callee.incoming.isFrom(caller.name);
}

/** Calls, accepts, and waits until both say that they talk to each other. */
export async function callBetween(caller, callee) {
  await ring(caller, callee);
  await callee.incoming.accept();
  await expectInCall(caller, callee);
}

/** Both say that they talk to each other. */
export async function expectInCall(one, other) {
  await one.isTold(`In a call with ${other.name}`);
  await other.isTold(`In a call with ${one.name}`);
  await one.incoming.isGone();
  await other.incoming.isGone();
}

/** Nobody rings, nothing runs, and the next call can begin. */
export async function expectAtRest(...people) {
  for (const person of people) {
    await person.incoming.isGone();
    await person.call.isOver();
    await person.isNotTold(/In a call with|Calling .+…|Ringing .+…|Connecting to (?!the server)/);
    await expect.poll(() => person.probe.held(), `what ${person.name} still holds`).toEqual(NOTHING);
  }
}

/** The video shows a picture, and the picture goes on. */
export async function expectMovingFrames(...videos) {
  for (const video of videos) {
    // Firefox counts the frames of files as the standard has it, and those of calls by a name of its own.
    const frames = () =>
      video.evaluate((v) => v.videoWidth && (v.mozPaintedFrames ?? v.getVideoPlaybackQuality().totalVideoFrames));
    await expect.poll(frames, 'a first frame').toBeGreaterThan(0);
    const before = await frames();
    await expect.poll(frames, 'more frames').toBeGreaterThan(before + 5);
  }
}

/** Sound comes in and goes on coming, and an element of the page plays it. */
export async function expectSound(...people) {
  for (const { page, probe } of people) {
    await expect.poll(() => probe.receiving(), 'live media from the other side').toContain('audio');
    const energy = () => probe.audioEnergy();
    await expect.poll(energy, 'the energy of the sound').toBeGreaterThan(0);
    const before = await energy();
    await expect.poll(energy, 'the energy of the sound').toBeGreaterThan(before);
    const playing = await page.evaluate(() => {
      const plays = ({ muted, paused, volume, srcObject }) =>
        !muted && !paused && volume > 0 && srcObject?.getAudioTracks().length;
      return [...document.querySelectorAll('audio, video')].filter(plays).length;
    });
    expect(playing, 'elements that play it').toBe(1);
  }
}

/** Both see and hear each other. */
export async function expectMediaBothWays(one, other) {
  await expectMovingFrames(one.call.received, other.call.received);
  await expectSound(one, other);
}
