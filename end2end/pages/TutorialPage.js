import { expect } from '@playwright/test';
import { Probe } from '../probe.js';

/** The tutorial's own client, which knows nothing of us. */
export class TutorialPage {
  constructor(page, name) {
    this.page = page;
    this.name = name;
    this.probe = new Probe(page);
    this.users = page.getByRole('list');
    this.log = page.getByRole('log');
    this.received = page.locator('#received_video');
    this.hangUpButton = page.getByRole('button', { name: 'Hang Up' });
  }

  /** Opens the client at `origin`, connects it to the server's room, and waits for the list. */
  static async join(page, { origin, server, room, name }) {
    const socket = `ws://${server.host}/ws?room=${room}`;
    await page.goto(`${origin}/?${new URLSearchParams({ ws: socket })}`);
    const tutorial = new TutorialPage(page, name);
    await page.getByRole('textbox', { name: 'Enter a username' }).fill(name);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(tutorial.user(name)).toBeVisible();
    return tutorial;
  }

  /** The list's item of a person: clicking it calls them. */
  user(name) {
    return this.users.getByText(name, { exact: true });
  }

  /** Writes a message to the room. */
  async say(text) {
    await this.page.getByRole('textbox', { name: 'Chat' }).fill(text);
    await this.page.getByRole('button', { name: 'Send' }).click();
  }

  /** The button is enabled by the first track, as the tutorial says. */
  async hangUp() {
    await this.hangUpButton.click();
  }

  /** What somebody with a modified page sends. */
  async send(message) {
    await this.page.evaluate((frame) => window.sendToServer(frame), message);
  }

  /** Sends its microphone, or its camera, no longer. */
  async removeTrack(kind) {
    await this.page.evaluate((kind) => {
      const connection = window.myPeerConnection;
      connection.removeTrack(connection.getSenders().find(({ track }) => track?.kind === kind));
    }, kind);
  }

  /** It is in no call, and its camera is dark. */
  async isAtRest() {
    await expect(this.hangUpButton).toBeDisabled();
    await expect.poll(() => this.probe.held()).toMatchObject({ peers: 0, tracks: 0 });
  }
}
