/** What a visitor without a session sees. */
export class SignInPage {
  constructor(page) {
    this.page = page;
    this.name = page.getByRole('textbox', { name: 'Your name' });
    this.button = page.getByRole('button', { name: 'Join', exact: true });
  }

  /** The form at a room's address. */
  static async open(page, path) {
    await page.goto(path);
    return new SignInPage(page);
  }

  /** Types the name and sends the form. */
  async signIn(name) {
    await this.name.fill(name);
    await this.button.click();
  }
}
