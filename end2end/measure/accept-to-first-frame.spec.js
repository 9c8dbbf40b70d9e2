import { expectAtRest, expectInCall, ring } from '../calls.js';
import { test } from '../fixtures.js';
import { median, report } from './figures.js';

const ROUNDS = 10;

/** In the page: the clock's time when `#received_video`, which is always there, shows its first frame from now on. */
function firstFrame() {
  return new Promise((done) => {
    document.querySelector('#received_video').requestVideoFrameCallback(() => done(Date.now()));
  });
}

/** In the page: the clock's time of the next click. */
function nextClick() {
  return new Promise((done) => {
    document.addEventListener('click', () => done(Date.now()), { capture: true, once: true });
  });
}

/** In the page: milliseconds from `getUserMedia` to the first frame between two connections of one page. */
async function loopback() {
  const begin = performance.now();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
  near.onicecandidate = ({ candidate }) => far.addIceCandidate(candidate);
  far.onicecandidate = ({ candidate }) => near.addIceCandidate(candidate);
  const video = Object.assign(document.createElement('video'), { autoplay: true, muted: true });
  document.body.append(video);
  const frame = new Promise((done) => video.requestVideoFrameCallback(() => done(performance.now())));
  far.ontrack = ({ streams }) => (video.srcObject = streams[0]);

  stream.getTracks().forEach((track) => near.addTrack(track, stream));
  await near.setLocalDescription();
  await far.setRemoteDescription(near.localDescription);
  await far.setLocalDescription();
  await near.setRemoteDescription(far.localDescription);
  const milliseconds = Math.round((await frame) - begin);

  stream.getTracks().forEach((track) => track.stop());
  near.close();
  far.close();
  video.remove();
  return milliseconds;
}

/** Milliseconds from the click on Accept to the first frame, on each side. */
async function acceptToFirstFrame(caller, callee) {
  await ring(caller, callee);
  await caller.isTold(`Ringing ${callee.name}…`);
  const click = callee.page.evaluate(nextClick);
  const frames = [callee, caller].map(({ page }) => page.evaluate(firstFrame));
  await callee.incoming.accept();
  const [accepted, onCallee, onCaller] = await Promise.all([click, ...frames]);
  await expectInCall(caller, callee);
  await caller.call.hangUp();
  await expectAtRest(caller, callee);
  return { callee: onCallee - accepted, caller: onCaller - accepted };
}

test('from Accept to the first remote frame, beside a loopback in one page', async ({ join, page }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await page.goto('/');

  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ loopback: await page.evaluate(loopback), ...(await acceptToFirstFrame(ana, bo)) });
  }

  const medians = Object.fromEntries(
    ['loopback', 'callee', 'caller'].map((what) => [what, median(rounds.map((round) => round[what]))]),
  );
  const ratio = Math.max(medians.callee, medians.caller) / medians.loopback;
  report(`Accept to first remote frame, milliseconds, ${ROUNDS} calls`, rounds);
  console.log(`Medians: ${JSON.stringify(medians)}; the slower side takes ${ratio.toFixed(2)} times the loopback.`);
});
