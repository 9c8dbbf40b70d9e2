import { expect } from '@playwright/test';
import { Probe } from '../probe.js';

/** Something on the page, looked for anew whenever it is needed, as Playwright's locators do. */
class Part {
  #page;
  #selector;

  constructor(page, selector) {
    this.#page = page;
    this.#selector = selector;
  }

  /** The button of this name. (By its role in the accessibility tree, Firefox looks for it for a second and more.) */
  static button(page, name) {
    return new Part(page, `::-p-xpath(//button[@aria-label="${name}" or normalize-space()="${name}"])`);
  }

  /** Clicks where it is, once it is there, enabled and still. */
  async click() {
    await this.#page.locator(this.#selector).click();
  }

  async fill(text) {
    await this.#page.locator(this.#selector).fill(text);
  }

  async isVisible() {
    const element = await this.#page.$(this.#selector);
    return Boolean(await element?.isVisible());
  }

  evaluate(work) {
    return this.#page.$eval(this.#selector, work);
  }
}

/** The call, as in `CallPanel`. */
class FirefoxCallPanel {
  constructor(page) {
    const button = (name) => Part.button(page, name);
    this.page = page;
    this.received = new Part(page, '#received_video');
    this.hangUpButton = new Part(page, '#hangup-button');
    this.cameraOff = button('Turn camera off');
    this.cameraOn = button('Turn camera on');
    this.share = button('Share screen');
    this.stopSharing = button('Stop sharing');
    this.details = new Part(page, 'button[aria-label^="Call details"]');
    this.pictureInPicture = button('Picture in picture');
    this.fullScreen = button('Full screen');
    this.detailsPanel = new Part(page, 'section[aria-label="Call details"]');
  }

  async hangUp() {
    await this.hangUpButton.click();
  }

  async isOver() {
    await expect.poll(() => this.hangUpButton.evaluate(({ disabled }) => disabled), 'nothing to hang up').toBe(true);
  }

  async fourWords() {
    if (!(await this.detailsPanel.isVisible())) await this.details.click();
    const words = () => this.page.$$eval('[aria-label="The four words"] li', (list) => list.map((li) => li.textContent));
    await expect.poll(words, 'the four words').toHaveLength(4);
    return words();
  }
}

/** The card that says who is calling, as in `IncomingCall`. */
class FirefoxIncomingCall {
  constructor(page) {
    this.dialog = new Part(page, '[role="dialog"][aria-labelledby="incoming-title"]');
    this.acceptButton = Part.button(page, 'Accept');
  }

  async isFrom(name) {
    const says = async () => (await this.dialog.isVisible()) && this.dialog.evaluate((dialog) => dialog.innerText);
    await expect.poll(says, 'the card').toContain(`${name} is calling`);
  }

  async isGone() {
    await expect.poll(() => this.dialog.isVisible(), 'the card').toBe(false);
  }

  async accept() {
    await this.acceptButton.click();
  }
}

/** A room as one signed-in person sees it in Firefox, in the words of `RoomPage`. `page` is Puppeteer's. */
export class FirefoxPage {
  constructor(page, name) {
    this.page = page;
    this.name = name;
    this.probe = new Probe(page);
    this.call = new FirefoxCallPanel(page);
    this.incoming = new FirefoxIncomingCall(page);
  }

  /** Signs in at the room's address, and waits for the connection. */
  static async join(page, address, name) {
    await page.goto(address);
    await new Part(page, '#name').fill(name);
    await Promise.all([page.waitForNavigation(), Part.button(page, 'Join').click()]);
    const room = new FirefoxPage(page, name);
    const root = () => page.$eval('html', ({ dataset: { ready, link } }) => ({ ready, link }));
    await expect.poll(root, 'the page').toEqual({ ready: 'true', link: 'open' });
    return room;
  }

  callButton(name) {
    return Part.button(this.page, `Call ${name}`);
  }

  async isTold(text) {
    await expect.poll(() => this.#told(), 'what is told').toContainEqual(expect.stringContaining(text));
  }

  async isNotTold(pattern) {
    await expect.poll(() => this.#told(), 'what is told').not.toContainEqual(expect.stringMatching(pattern));
  }

  /** All that the page tells its user now. */
  #told() {
    return this.page.$$eval('[role="status"], [role="alert"]', (elements) => {
      // Asked of the content: the element itself may be without a box and have some (`display: contents`).
      const isShown = (element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return range.getClientRects().length > 0;
      };
      return elements.filter(isShown).map((element) => element.textContent);
    });
  }
}
