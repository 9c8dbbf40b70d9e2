import { expect, test } from '../fixtures.js';
import { RoomPage } from '../pages/RoomPage.js';
import { Server } from '../server.js';

test('a message whose receipt died with the server is shown once', async ({ join, newContext, ownServer: first, room }) => {
  test.slow();
  const { origin } = first;
  const bo = await join('Bo', { origin });
  // Ana's messages get through; what the server says of them does not.
  const context = await newContext();
  let deaf = true;
  await context.routeWebSocket(/\/ws/, (page) => {
    const server = page.connectToServer();
    server.onMessage((frame) => {
      if (!(deaf && JSON.parse(frame).type === 'message')) page.send(frame);
    });
  });
  const ana = await RoomPage.join(await context.newPage(), `${origin}/r/${room}`, 'Ana');
  await ana.say('once');
  await expect(bo.said('once')).toHaveCount(1);
  await expect(ana.log.getByText('Waiting to be sent')).toBeVisible();

  // What calls need comes last, and has come.
  for (const person of [ana, bo]) await expect(person.call.hangUpButton).toBeAttached();
  deaf = false;
  await first.kill();
  for (const person of [ana, bo]) await person.isTold(/reconnect/i);
  const second = await Server.start([], first.port);
  for (const person of [ana, bo]) await person.connected({ timeout: 20_000 });
  await expect(ana.log.getByText('Waiting to be sent')).toBeHidden();
  await ana.say('and then');
  await expect(bo.said('and then')).toHaveCount(1);
  for (const person of [ana, bo]) await expect(person.said('once'), person.name).toHaveCount(1);
  await second.stop();
});
