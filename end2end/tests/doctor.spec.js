import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../fixtures.js';
import { DoctorPage } from '../pages/DoctorPage.js';

test('without a relay it is said what is missing', async ({ join }) => {
  const ana = await join('Ana');
  const doctor = await DoctorPage.open(ana.page);
  for (const check of ['Relay over UDP', 'Relay over TCP', 'Relay over TLS']) {
    await doctor.finds(check, 'Could be better');
    await expect(doctor.sentence(check)).toContainText('--turn on');
  }
  await expect(doctor.progress).toHaveText('Checked.');
  expect((await new AxeBuilder({ page: ana.page }).analyze()).violations).toEqual([]);
});

test('a camera and microphone that are refused are told, with what to do', async ({ join }) => {
  const ana = await join('Ana', { media: { camera: 'NotAllowedError', microphone: 'NotAllowedError' } });
  const doctor = await DoctorPage.open(ana.page);
  await doctor.tryDevices.click();
  await doctor.finds('Camera and microphone', 'Does not work');
  await expect(doctor.sentence('Camera and microphone')).toContainText('address bar');
});

test('whoever has not signed in is shown the way', async ({ page, witness }) => {
  witness.allow(/status of 401/);
  const response = await page.goto('/doctor');
  expect(response.status()).toBe(401);
  await expect(page.getByRole('heading')).toHaveText('Not signed in');
  await page.getByRole('link', { name: 'Go to the lobby' }).click();
  await expect(page.getByLabel('Your name')).toBeVisible();
});

test('nobody is on the list because of it', async ({ join }) => {
  const bo = await join('Bo');
  const ana = await join('Ana');
  await expect(bo.person('Ana')).toBeVisible();
  const doctor = await DoctorPage.open(ana.page);
  await doctor.finds('Connection to the server', 'Good');
  await expect(bo.person('Ana')).toHaveCount(0);
});
