import { expect, test } from '../fixtures.js';
import { DoctorPage } from '../pages/DoctorPage.js';

test.use({ serverFlags: ['--turn-url', 'turn:127.0.0.1:9?transport=udp', '--turn-secret', 'north'] });

test('a relay elsewhere is not called missing, nor tried', async ({ join }) => {
  const ana = await join('Ana');
  const doctor = await DoctorPage.open(ana.page);
  for (const check of ['Relay over UDP', 'Relay over TCP', 'Relay over TLS']) {
    await doctor.finds(check, 'Not checked');
    await expect(doctor.sentence(check)).toContainText('elsewhere');
  }
  await expect(doctor.progress).toHaveText('Checked.');
});
