import { expectAccessible } from '../axe.js';
import { callBetween, expectAtRest } from '../calls.js';
import { expect, test } from '../fixtures.js';

// As narrow as WCAG 2.2 has it (success criterion 1.4.10): a small phone, or a window magnified four times.
const viewport = { width: 320, height: 640 };

/** Nothing sticks out on the right, so that nobody has to scroll two ways. */
async function expectToFit(page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'how wide the page is').toBe(viewport.width);
}

/** What the keyboard comes by in this part of the page, by its name, in this order. All of it is in sight. */
async function stops(page, part) {
  const names = [];
  await part.first().evaluate((part) => {
    part.tabIndex = -1;
    part.focus();
  });
  for (let stop = 0; stop < 30; stop += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator('*:focus');
    if ((await focused.count()) === 0 || !(await part.evaluate((part) => part.contains(document.activeElement)))) break;
    await expect(focused, `the stop after ${names.join(', ')}`).toBeInViewport({ ratio: 0.9 });
    names.push(
      await focused.evaluate((element) => {
        const label = element.labels?.[0]?.textContent;
        return element.getAttribute('aria-label') ?? label ?? element.textContent.trim();
      }),
    );
  }
  return names;
}

for (const colorScheme of ['light', 'dark']) {
  test.describe(`on 320 pixels, ${colorScheme}:`, () => {
    // What moves has no colour to measure.
    test.use({ viewport, colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('a call and its details can be seen, read out and reached by keyboard', async ({ join }) => {
      // Axe takes its time, twice, while two cores make a call.
      test.slow();
      const ana = await join('Ana');
      const bo = await join('Bo');
      await callBetween(ana, bo);
      const { page, call } = ana;
      const panel = page.getByRole('region', { name: 'Call', exact: true });
      await expectToFit(page);
      await expectAccessible(page);
      await expect(panel).toMatchAriaSnapshot(`
        - region "Call":
          - status: In a call with Bo
          - timer "Call time": /\\d+:\\d+/
          - button "Call details"
          - img /What they get of you is (good|fair|poor)/
          - group "Call controls":
            - button "Mute microphone"
            - button "Turn camera off"
            - button "Share screen"
            - button "Choose camera and microphone"
            - button /Chat/
            - button "Hang up"
      `);
      const controls = ['Mute microphone', 'Turn camera off', 'Share screen', 'Choose camera and microphone', 'Chat'];
      expect(await stops(page, panel)).toEqual(['Call details', ...controls, 'Hang up']);

      await call.hasFigures();
      await expectToFit(page);
      await expectAccessible(page);
      await expect(call.detailsPanel).toMatchAriaSnapshot(`
        - region "Call details":
          - heading "Safety words" [level=3]
          - button "Close the details"
          - list "The four words":
            - listitem
            - listitem
            - listitem
            - listitem
          - heading "Call quality" [level=3]
          - table:
            - row /Connection/:
              - rowheader "Connection"
              - cell
              - cell
          - button "Copy report"
      `);
      const inside = await stops(page, call.detailsPanel);
      expect(inside).toEqual(['Close the details', 'Copy report']);
      await page.keyboard.press('Escape');
      await expect(call.details).toBeFocused();
    });

    test('the card after a call can be seen, read out and reached by keyboard', async ({ join }) => {
      const ana = await join('Ana');
      const bo = await join('Bo');
      await callBetween(ana, bo);
      await ana.call.hasFigures();
      await bo.call.hangUp();
      await expectAtRest(ana, bo);
      await expect(ana.closing).toBeVisible();
      await expectToFit(ana.page);
      await expectAccessible(ana.page);
      await expect(ana.closing).toMatchAriaSnapshot(`
        - region "How the call was":
          - button "Dismiss"
          - heading "Call with Bo ended." [level=2]
          - paragraph: /call/
          - term
          - definition
          - button "Copy report"
      `);
      expect(await stops(ana.page, ana.closing)).toEqual(['Dismiss', 'Copy report']);
    });

    test('the choice of devices can be seen, read out and reached by keyboard', async ({ join }) => {
      const ana = await join('Ana', { permissions: ['camera', 'microphone'] });
      await ana.devices.open();
      await ana.devices.tryThem.click();
      await expect(ana.devices.tryThem).toBeHidden();
      await expectToFit(ana.page);
      await expectAccessible(ana.page);
      await expect(ana.devices.dialog).toMatchAriaSnapshot(`
        - dialog "Camera and microphone":
          - heading "Camera and microphone" [level=2]
          - combobox "Camera"
          - combobox "Microphone"
          - combobox "Speaker"
          - meter "Input level"
          - paragraph:
            - link "Will my calls work?"
          - button "Done"
      `);
      expect(await stops(ana.page, ana.devices.dialog)).toEqual(['Camera', 'Microphone', 'Speaker', 'Will my calls work?', 'Done']);
    });
  });
}
