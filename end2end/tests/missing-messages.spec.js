import { expect, test } from '../fixtures.js';

test.use({ serverFlags: ['--history', '2'] });

const MISSING = 'Some messages are missing here.';

test('who was away for more messages than the room keeps is told so', async ({ join, wire }) => {
  test.slow();
  const ana = await join('Ana', { origin: wire.origin });
  const bo = await join('Bo');
  const away = async (...texts) => {
    wire.cut();
    await ana.isTold(/reconnect/i);
    for (const text of texts) {
      await bo.say(text);
      await expect(bo.said(text)).toBeVisible();
    }
    wire.mend();
    await ana.connected({ timeout: 15_000 });
    await expect(ana.said(texts.at(-1))).toBeVisible();
  };

  await bo.say('zero');
  await expect(ana.said('zero')).toBeVisible();
  await away('one', 'two');
  await expect(ana.log.getByText(MISSING)).toHaveCount(0);
  await away('three', 'four', 'five');
  await expect(ana.log).toContainText(new RegExp(`two.*${MISSING}.*four.*five`, 's'));
  await expect(ana.said('three')).toHaveCount(0);
  await expect(bo.log.getByText(MISSING)).toHaveCount(0);
});
