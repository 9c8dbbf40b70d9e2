import { callBetween, expectAtRest, expectInCall, expectMovingFrames, expectSound } from '../calls.js';
import { expect, test } from '../fixtures.js';

test('a voice call opens no camera, until one is turned on', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.voiceCallButton('Bo').click();
  await bo.incoming.isFrom('Ana');
  await expect(bo.incoming.dialog).toContainText('Voice call');
  await expect(bo.page).toHaveTitle(/Ana is calling.*voice call/i);
  await expect(bo.incoming.voiceOnlyButton).toBeHidden();
  await bo.incoming.accept();
  await expectInCall(ana, bo);
  await expectSound(ana, bo);
  await bo.isTold('Ana’s camera is off');
  await ana.isTold('Bo’s camera is off');
  for (const { call, probe } of [ana, bo]) {
    expect(await probe.askedFor()).toEqual(['audio']);
    await expect(call.received).toBeHidden();
  }

  await ana.call.cameraOn.click();
  await expectMovingFrames(bo.call.received);
  await expect(bo.notice('Ana’s camera is off')).toBeHidden();
  expect(await bo.probe.askedFor()).toEqual(['audio']);
  await ana.call.hangUp();
  await expectAtRest(ana, bo);

  // The next is what it is asked to be.
  await callBetween(bo, ana);
  await expectMovingFrames(ana.call.received, bo.call.received);
});

test('a call with pictures can be taken without one’s own', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.callButton('Bo').click();
  await bo.incoming.isFrom('Ana');
  await bo.incoming.voiceOnlyButton.click();
  await expectInCall(ana, bo);
  await expectSound(ana, bo);
  await expectMovingFrames(bo.call.received);
  await ana.isTold('Bo’s camera is off');
  await expect(ana.call.received).toBeHidden();
  expect(await bo.probe.askedFor()).toEqual(['audio']);

  await bo.page.reload();
  await expectInCall(ana, bo);
  await expectSound(ana, bo);
  expect(await bo.probe.askedFor()).toEqual(['audio']);
});

test('a camera that is turned on while a voice call rings is seen', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.voiceCallButton('Bo').click();
  await bo.incoming.isFrom('Ana');
  await ana.call.cameraOn.click();
  await expect(ana.call.cameraOff).toBeVisible();
  await bo.incoming.accept();
  await expectInCall(ana, bo);
  await expectMovingFrames(bo.call.received);
  await expect(bo.notice('Ana’s camera is off')).toBeHidden();
  await expect(bo.call.received).toBeVisible();
});

test('letters that go nowhere open no camera in a voice call', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.voiceCallButton('Bo').click();
  await bo.incoming.isFrom('Ana');
  await bo.incoming.accept();
  await expectInCall(ana, bo);
  await bo.page.keyboard.press('v');
  // The key after it has its effect: the first had its chance.
  await bo.page.keyboard.press('m');
  await ana.isTold('Bo is muted, with the camera off');
  expect(await bo.probe.askedFor()).toEqual(['audio']);
});

test('a camera that is chosen in a voice call can be turned on', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.devices.choose({ camera: 'No camera' });
  await ana.voiceCallButton('Bo').click();
  await bo.incoming.isFrom('Ana');
  await bo.incoming.accept();
  await expectInCall(ana, bo);
  await expect(ana.call.cameraOn).toBeDisabled();
  await ana.devices.open();
  const [camera] = await ana.devices.devices(ana.devices.camera);
  await ana.devices.close();
  await ana.devices.choose({ camera });
  await ana.call.cameraOn.click();
  await expectMovingFrames(bo.call.received);
});
