import { callBetween, expectAtRest, expectMediaBothWays, expectSound } from '../calls.js';
import { expect, test } from '../fixtures.js';

// Browsers name no device to a page that was never allowed to use one.
test.use({ permissions: ['camera', 'microphone'] });

/** In the page, before its scripts: devices come and go as browsers tell of it, and a speaker can be refused. */
function letUnplug() {
  const gone = new Set();
  const { enumerateDevices } = MediaDevices.prototype;
  MediaDevices.prototype.enumerateDevices = async function () {
    return (await enumerateDevices.call(this)).filter(({ deviceId }) => !gone.has(deviceId));
  };
  const { setSinkId } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.setSinkId = async function (id) {
    if (id === window.refusedSpeaker) throw new DOMException('there is none, says the test', 'NotFoundError');
    return setSinkId.call(this, id);
  };
  window.plug = (id, isIn) => {
    if (isIn) gone.delete(id);
    else gone.add(id);
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  };
}

/** Somebody whose devices can be unplugged. */
async function joinWithPlugs(join, name) {
  const person = await join(name);
  await person.page.addInitScript(letUnplug);
  await person.page.reload();
  await person.connected();
  return person;
}

/** Chooses the last of a box: not the one that a browser takes by itself. */
async function chooseLast({ devices }, box) {
  await devices.open();
  const label = (await devices.devices(devices[box])).at(-1);
  await devices[box].selectOption({ label });
  const id = await devices[box].inputValue();
  expect(id).not.toBe('');
  await devices.close();
  return { label, id };
}

const plug = ({ page }, { id }, isIn) => page.evaluate(([id, isIn]) => window.plug(id, isIn), [id, isIn]);

const labels = async ({ probe }, kind) =>
  (await probe.sending()).filter((track) => track.kind === kind).map(({ label }) => label);

/** The speakers of the elements that the other side is heard from. */
const speakers = ({ page }) =>
  page.locator('.theirs').locator('audio, video').evaluateAll((all) => all.map(({ sinkId }) => sinkId));

for (const [box, kind] of [
  ['microphone', 'audio'],
  ['camera', 'video'],
]) {
  test(`a ${box} that is unplugged in a call is replaced, told, and not offered any more`, async ({ join }) => {
    const ana = await joinWithPlugs(join, 'Ana');
    const bo = await join('Bo');
    await callBetween(ana, bo);
    const chosen = await chooseLast(ana, box);
    await expect.poll(() => labels(ana, kind)).toEqual([chosen.label]);

    // What a browser does: the track ends, and the list is another one.
    await ana.probe.unplug(kind);
    await plug(ana, chosen, false);
    await ana.isTold(new RegExp(`Your ${box} was unplugged or taken away\\. The call goes on with .+\\.`));
    await expect.poll(() => labels(ana, kind)).toEqual([expect.not.stringContaining(chosen.label)]);
    await expectMediaBothWays(ana, bo);

    await ana.devices.open();
    const option = ana.devices[box].getByRole('option', { name: chosen.label, exact: true });
    await expect(option).toHaveCount(0);
    // It comes back while somebody looks.
    await plug(ana, chosen, true);
    await expect(option).toHaveCount(1);
    await ana.devices.close();
    await bo.call.hangUp();
    await expectAtRest(ana, bo);
  });
}

const SPEAKER_GONE = 'Your speaker was unplugged or taken away. The call goes on with the system’s choice.';

test('a call whose speaker is unplugged is heard from the system’s own, told so, and from the old one when it is back', async ({ join }) => {
  const ana = await joinWithPlugs(join, 'Ana');
  const bo = await join('Bo');
  await callBetween(ana, bo);
  const chosen = await chooseLast(ana, 'speaker');
  await expect.poll(() => speakers(ana)).toEqual([chosen.id, chosen.id]);
  await expect(ana.notice(SPEAKER_GONE)).toBeHidden();

  await plug(ana, chosen, false);
  await ana.isTold(SPEAKER_GONE);
  await expect.poll(() => speakers(ana)).toEqual(['', '']);
  await expectSound(ana);

  await plug(ana, chosen, true);
  await expect.poll(() => speakers(ana)).toEqual([chosen.id, chosen.id]);
  await expectSound(ana);
});

test('a speaker that the browser refuses is told in each call, and costs no sound', async ({ join }) => {
  const ana = await joinWithPlugs(join, 'Ana');
  const bo = await join('Bo');
  const { id } = await chooseLast(ana, 'speaker');
  await expect.poll(() => speakers(ana)).toEqual([id, id]);
  // It stays at home.
  await ana.page.addInitScript((id) => (window.refusedSpeaker = id), id);
  await ana.page.reload();
  await ana.connected();

  await callBetween(ana, bo);
  await ana.isTold(SPEAKER_GONE);
  await expect.poll(() => speakers(ana)).toEqual(['', '']);
  await expectSound(ana);
  await bo.call.hangUp();
  await expectAtRest(ana, bo);

  // Plugged in before the next call.
  await ana.page.evaluate(() => (window.refusedSpeaker = undefined));
  await callBetween(bo, ana);
  await expect.poll(() => speakers(ana)).toEqual([id, id]);
  await expectSound(ana);
});
