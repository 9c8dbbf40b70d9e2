import { expect, test } from '../fixtures.js';

test('what one writes, both read, once', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await ana.say('Good morning, Bo');
  await bo.say('Morning, Ana');
  for (const person of [ana, bo]) {
    await expect(person.said('Good morning, Bo')).toHaveCount(1);
    await expect(person.said('Morning, Ana')).toHaveCount(1);
  }
  await expect(ana.message, 'there is room for the next one').toHaveValue('');
});

test('the Enter key sends', async ({ join }) => {
  const ana = await join('Ana');
  await ana.message.fill('with one finger');
  await ana.message.press('Enter');
  await expect(ana.said('with one finger')).toBeVisible();
});

test('who comes later reads what was said before', async ({ join }) => {
  const ana = await join('Ana');
  await ana.say('the key is under the mat');
  await expect(ana.said('the key is under the mat')).toBeVisible();
  const bo = await join('Bo');
  await expect(bo.said('the key is under the mat')).toBeVisible();
});

test('markup shows as it was typed', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const typed = `<img src=x onerror="alert(1)"><b>bold</b> & "quoted" </script> {{x}}`;
  await ana.say(typed);
  await expect(ana.said(typed)).toBeVisible();
  await expect(bo.said(typed)).toBeVisible();
  // The same from the server's renderer.
  await bo.page.reload();
  await expect(bo.said(typed)).toBeVisible();
});

test('addresses are links that open beside the room', async ({ join, server }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const address = `${server.origin}/r/elsewhere?from=chat`;
  await ana.say(`Meet me at ${address}. Not at javascript:alert(1)`);

  const link = bo.log.getByRole('link');
  await expect(link, 'the only link').toHaveText(address);
  await expect(link).toHaveAttribute('rel', /noopener|noreferrer/);
  const [opened] = await Promise.all([bo.page.waitForEvent('popup'), link.click()]);
  await expect(opened).toHaveURL(address);
  expect(new URL(bo.page.url()).pathname, 'the room stays open').not.toBe('/r/elsewhere');
});

test('messages of one author in one minute stand together under one name and time', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  const headings = bo.log.getByText('Ana', { exact: true });
  const times = bo.log.getByRole('time');
  let round = 0;
  // Again when the clock's minute ends in the middle.
  await expect(async () => {
    round += 1;
    await bo.say(`Bo breaks the group, ${round}`);
    await expect(ana.said(`Bo breaks the group, ${round}`)).toBeVisible();
    const before = { headings: await headings.count(), times: await times.count() };
    await ana.say(`first, ${round}`);
    await ana.say(`second, ${round}`);
    await expect(bo.said(`second, ${round}`)).toBeVisible();
    expect(await headings.count()).toBe(before.headings + 1);
    expect(await times.count()).toBe(before.times + 1);
  }).toPass();
  await expect(times.last()).toHaveText(/\d{1,2}[:.]\d{2}/);
});

test('the log tells who comes and who goes', async ({ join }) => {
  const ana = await join('Ana');
  const bo = await join('Bo');
  await expect(ana.log.getByText('Bo joined')).toBeVisible();
  await bo.page.close();
  await expect(ana.log.getByText('Bo left')).toBeVisible();
  await expect(ana.person('Bo')).toBeHidden();
});
