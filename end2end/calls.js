// Calls between people, and what it means that one is on, or over.

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
  await expect(one.incoming.dialog).toBeHidden();
  await expect(other.incoming.dialog).toBeHidden();
}

/** Nobody rings, nothing runs, and the next call can begin. */
export async function expectAtRest(...people) {
  for (const person of people) {
    await expect(person.incoming.dialog).toBeHidden();
    await expect(person.call.hangUpButton).toBeDisabled();
    await expect(person.notice(/In a call with|Calling .+…|Ringing .+…|Connecting to (?!the server)/)).toBeHidden();
    await expect.poll(() => person.probe.held(), `what ${person.name} still holds`).toEqual(NOTHING);
  }
}

/** The video shows a picture, and the picture goes on. */
export async function expectMovingFrames(...videos) {
  for (const video of videos) {
    const frames = () => video.evaluate((v) => v.videoWidth && v.getVideoPlaybackQuality().totalVideoFrames);
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
    const playing = await page.locator('audio, video').evaluateAll((elements) =>
      elements.filter(
        ({ muted, paused, volume, srcObject }) => !muted && !paused && volume > 0 && srcObject?.getAudioTracks().length,
      ),
    );
    expect(playing, 'the element that plays it').toHaveLength(1);
  }
}

/** Both see and hear each other. */
export async function expectMediaBothWays(one, other) {
  await expectMovingFrames(one.call.received, other.call.received);
  await expectSound(one, other);
}
