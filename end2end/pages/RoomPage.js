import { expect } from '@playwright/test';
import { Probe } from '../probe.js';
import { CallPanel } from './CallPanel.js';
import { DevicesDialog } from './DevicesDialog.js';
import { IncomingCall } from './IncomingCall.js';
import { SignInPage } from './SignInPage.js';

/** A room as one signed-in person sees it. */
export class RoomPage {
  constructor(page, name) {
    this.page = page;
    this.name = name;
    this.probe = new Probe(page);
    this.call = new CallPanel(page);
    this.incoming = new IncomingCall(page);
    this.devices = new DevicesDialog(page);
    this.closing = page.getByRole('region', { name: 'How the call was' });
    this.people = page.getByRole('list', { name: 'People' });
    this.log = page.getByRole('log', { name: 'Messages' });
    // Messages that have not reached the server.
    this.waiting = this.log.getByText('Waiting to be sent', { exact: true }).locator('xpath=..');
    this.message = page.getByRole('textbox', { name: 'Message' });
    this.send = page.getByRole('button', { name: 'Send', exact: true });
    // The field for another name is behind it.
    this.myName = page.getByTitle('Change your name');
    this.newMessages = page.getByRole('button', { name: 'New messages', exact: true });
    this.signOut = page.getByRole('button', { name: 'Sign out', exact: true });
  }

  /** Signs in at the room's address, and waits for the connection. */
  static async join(page, path, name) {
    const form = await SignInPage.open(page, path);
    await form.signIn(name);
    const room = new RoomPage(page, name);
    await room.connected();
    return room;
  }

  /** The page is hydrated, and the server has welcomed its socket. */
  async connected(options = undefined) {
    const root = this.page.locator('html');
    await expect(root).toHaveAttribute('data-ready', 'true', options);
    await expect(root).toHaveAttribute('data-link', 'open', options);
  }

  /** The same person in a second tab. */
  async openTab() {
    const page = await this.page.context().newPage();
    const { origin, pathname } = new URL(this.page.url());
    await page.goto(origin + pathname);
    const room = new RoomPage(page, this.name);
    await room.connected();
    return room;
  }

  /** Everybody else who is listed. */
  get others() {
    return this.#listed(this.page.getByRole('button', { name: /^Call / }));
  }

  /** The list's item of somebody else. */
  person(name) {
    return this.#listed(this.callButton(name));
  }

  /** The button that calls somebody. */
  callButton(name) {
    return this.page.getByRole('button', { name: `Call ${name}`, exact: true });
  }

  /** The button that calls somebody without a camera. */
  voiceCallButton(name) {
    return this.page.getByRole('button', { name: `Voice call to ${name}`, exact: true });
  }

  /** Writes a message to the room. */
  async say(text) {
    await this.message.fill(text);
    await this.send.click();
  }

  /** Asks to be called this. */
  async rename(name) {
    await this.myName.click();
    await this.page.getByRole('textbox', { name: 'New name' }).fill(name);
    await this.page.getByRole('button', { name: 'Change name' }).click();
  }

  /** Where exactly this text stands in the log. */
  said(text) {
    return this.log.getByText(text, { exact: true });
  }

  /** The lines of the log about calls of somebody's that were missed. */
  missedCalls(name) {
    return this.log.getByRole('paragraph').filter({ hasText: new RegExp(`Missed (voice )?call from ${name}`) });
  }

  /** The lines of the log about calls that were held with somebody. */
  endedCalls(name) {
    return this.log.getByRole('paragraph').filter({ hasText: ` call with ${name}, ` });
  }

  /** The button of a missed call's line. */
  callBackButton(name) {
    return this.log.getByRole('button', { name: `Call ${name} back`, exact: true });
  }

  /** What the page tells its user about calls, devices and the connection. */
  notice(text) {
    const { page } = this;
    return page.getByRole('status').or(page.getByRole('alert')).filter({ hasText: text }).first();
  }

  /** The user reads this. */
  async isTold(text) {
    await expect(this.notice(text)).toBeVisible();
  }

  /** Nothing like this is there to read. */
  async isNotTold(text) {
    await expect(this.notice(text)).toBeHidden();
  }

  /** The user is warned of this. */
  async isAlerted(text) {
    await expect(this.page.getByRole('alert').filter({ hasText: text }).first()).toBeVisible();
  }

  #listed(button) {
    return this.people.getByRole('listitem').filter({ has: button });
  }
}
