import { expect, test } from '../fixtures.js';

const small = { viewport: { width: 900, height: 500 } };

/** Two people, and more messages than one of them can see at once; she has scrolled up to read older ones. */
async function scrolledUp(join) {
  const ana = await join('Ana', small);
  const bo = await join('Bo');
  for (let line = 1; line <= 30; line += 1) await bo.say(`line ${line}`);
  await expect(ana.said('line 30')).toBeInViewport();
  await ana.log.hover();
  await ana.page.mouse.wheel(0, -600);
  await expect(ana.said('line 30')).not.toBeInViewport();
  return { ana, bo };
}

/** Where a line stands in the window, once it has come to rest. */
async function place(line) {
  const top = () => line.evaluate((element) => element.getBoundingClientRect().top);
  let before;
  await expect(async () => {
    const now = await top();
    const rests = now === before;
    before = now;
    expect(rests).toBe(true);
  }).toPass();
  return before;
}

for (const [does, anchors] of [['holds', 'auto'], ['does not hold', 'none']]) {
  test(`who reads older messages goes on reading, in a browser that ${does} still by itself`, async ({ join }) => {
    const { ana, bo } = await scrolledUp(join);
    await ana.log.evaluate((log, anchors) => { log.style.overflowAnchor = anchors; }, anchors);
    const read = ana.said('line 15');
    await expect(read).toBeInViewport();
    const before = await place(read);
    for (const text of ['news', 'more news', 'a long story '.repeat(40).trim()]) {
      await bo.say(text);
      await expect(ana.said(text)).toHaveCount(1);
    }
    await expect.poll(async () => Math.abs((await place(read)) - before), 'pixels that it moved').toBeLessThan(2);
  });
}

test('who reads older messages is told of new ones, which are one press away', async ({ join }) => {
  const { ana, bo } = await scrolledUp(join);
  await expect(ana.newMessages).toBeHidden();
  for (const text of ['news', 'more news']) await bo.say(text);
  await expect(ana.newMessages).toBeVisible();
  await expect(ana.said('more news')).toHaveCount(1);
  await expect(ana.said('more news')).not.toBeInViewport();

  await ana.newMessages.click();
  await expect(ana.said('more news')).toBeInViewport();
  await expect(ana.newMessages).toBeHidden();
  await bo.say('the end');
  await expect(ana.said('the end')).toBeInViewport();
  await expect(ana.newMessages).toBeHidden();
});

test('the keyboard gets there, too, and stays in the messages', async ({ join }) => {
  const { ana, bo } = await scrolledUp(join);
  await bo.say('news');
  await expect(ana.newMessages).toBeVisible();
  await ana.log.focus();
  await ana.page.keyboard.press('Tab');
  await expect(ana.newMessages).toBeFocused();
  await ana.page.keyboard.press('Enter');
  await expect(ana.said('news')).toBeInViewport();
  await expect(ana.newMessages).toBeHidden();
  await expect(ana.log).toBeFocused();
});

test('scrolling down is enough, and what one says oneself brings one down', async ({ join }) => {
  const { ana, bo } = await scrolledUp(join);
  await bo.say('news');
  await expect(ana.newMessages).toBeVisible();
  await ana.page.mouse.wheel(0, 5_000);
  await expect(ana.newMessages).toBeHidden();

  await ana.page.mouse.wheel(0, -600);
  await expect(ana.said('news')).not.toBeInViewport();
  await ana.say('my turn');
  await expect(ana.said('my turn')).toBeInViewport();
  await expect(ana.newMessages).toBeHidden();
});

test('who comes and goes is no new message', async ({ join }) => {
  const { ana } = await scrolledUp(join);
  const cem = await join('Cem');
  await expect(ana.log).toContainText('Cem joined');
  await expect(ana.newMessages).toBeHidden();
  await cem.say('hello');
  await expect(ana.newMessages).toBeVisible();
});
