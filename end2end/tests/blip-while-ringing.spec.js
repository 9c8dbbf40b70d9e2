import { expectAtRest, expectInCall, expectMediaBothWays, ring } from '../calls.js';
import { expect, test } from '../fixtures.js';

/** The connection drops, and is there again at once. */
async function blip(wire, person) {
  wire.cut();
  await expect(person.page.locator('html')).not.toHaveAttribute('data-link', 'open');
  wire.mend();
  await person.connected();
}

for (const side of ['caller', 'person called']) {
  test(`a connection of the ${side} that drops for a moment while it rings costs nothing`, async ({ join, wire }) => {
    const origin = (own) => (own === side ? { origin: wire.origin } : {});
    const ana = await join('Ana', origin('caller'));
    const bo = await join('Bo', origin('person called'));
    await ring(ana, bo);
    await blip(wire, side === 'caller' ? ana : bo);

    await bo.incoming.isFrom('Ana');
    await bo.incoming.accept();
    await expectInCall(ana, bo);
    await expectMediaBothWays(ana, bo);
    await bo.call.hangUp();
    await expectAtRest(ana, bo);
    await expect(bo.missedCalls('Ana')).toHaveCount(0);
  });
}

test('a page that is loaded again while it rings goes on ringing', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ring(ana, bo);
  await bo.page.reload();
  await bo.connected();
  await bo.incoming.isFrom('Ana');
  await bo.incoming.decline();
  await ana.isTold('Bo declined the call.');
  await expectAtRest(ana, bo);
});
