import { expect, test } from '../fixtures.js';
import { Server } from '../server.js';

test('a server that stops says goodbye, and its pages come back when it does', async ({ join, ownServer: first }) => {
  test.slow();
  const { origin } = first;
  const ana = await join('Ana', { origin });
  const bo = await join('Bo', { origin });

  // What calls need comes last, and has come.
  for (const person of [ana, bo]) await expect(person.call.hangUpButton).toBeAttached();

  // `stop` sees to the exit code and the time.
  await first.stop();
  for (const person of [ana, bo]) {
    await person.isTold(/reconnect/i);
    await expect(person.page.locator('html')).not.toHaveAttribute('data-link', 'open');
    expect((await person.probe.closeCodes())[0], '1001: going away').toBe(1001);
  }

  const second = await Server.start([], first.port);
  for (const person of [ana, bo]) await person.connected({ timeout: 20_000 });
  await expect(ana.notice(/reconnect/i)).toBeHidden();
  await expect(bo.person('Ana')).toBeVisible();
  await ana.say('where were we?');
  await expect(bo.said('where were we?')).toHaveCount(1);
  await second.stop();
});
