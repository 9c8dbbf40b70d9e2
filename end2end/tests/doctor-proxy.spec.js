import { expect, test } from '../fixtures.js';
import { DoctorPage } from '../pages/DoctorPage.js';

// The browser itself is where the proxy would be, and says what that would.
test.use({ serverFlags: ['--trusted-proxy', '127.0.0.1'] });

const SOME = { 'X-Forwarded-For': '192.0.2.1', 'X-Forwarded-Proto': 'http' };

test('a header that the proxy does not send is named', async ({ join }) => {
  const ana = await join('Ana', { extraHTTPHeaders: SOME });
  const doctor = await DoctorPage.open(ana.page);
  await doctor.finds('Secure page', 'Could be better');
  await expect(doctor.sentence('Secure page')).toContainText('does not send X-Forwarded-Host.');
});

test('several are named, too', async ({ join }) => {
  const ana = await join('Ana');
  const doctor = await DoctorPage.open(ana.page);
  await doctor.finds('Secure page', 'Could be better');
  await expect(doctor.sentence('Secure page')).toContainText(
    'does not send X-Forwarded-For and X-Forwarded-Proto and X-Forwarded-Host.',
  );
});
