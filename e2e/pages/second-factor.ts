import { expect, type Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";

const PERIOD_MS = 30_000;

/** An authenticator app in somebody's hand. */
export class AuthenticatorApp {
  #lastStep = 0;

  constructor(private readonly secret: string) {}

  /** A code that was not shown before, for each is taken once; that of half a minute ahead is taken too, a later one is waited for. */
  async code(): Promise<string> {
    const step = () => Math.floor(Date.now() / PERIOD_MS);
    this.#lastStep = Math.max(this.#lastStep + 1, step());
    await expect.poll(() => step() + 1 >= this.#lastStep, { timeout: 2 * PERIOD_MS }).toBe(true);
    const totp = new TOTP({ secret: Secret.fromBase32(this.secret), digits: 6, period: 30, algorithm: "SHA1" });
    return totp.generate({ timestamp: this.#lastStep * PERIOD_MS });
  }
}

/** Sets up an app on the page of one's security, and keeps the recovery codes. */
export async function addApp(
  page: Page,
  password: string,
): Promise<{ app: AuthenticatorApp; recoveryCodes: string[] }> {
  await page.goto("/settings/security");
  await page.getByRole("button", { name: "Add app" }).click();
  const dialog = page.getByRole("dialog", { name: "Authenticator app" });
  await dialog.getByLabel("Your password").fill(password);
  await dialog.getByRole("button", { name: "Go on" }).click();
  const app = new AuthenticatorApp(((await dialog.locator("code").textContent()) ?? "").replaceAll(" ", ""));
  await dialog.getByLabel("Code of the app").fill(await app.code());
  await dialog.getByRole("button", { name: "Confirm" }).click();
  const shown = dialog.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(shown).toHaveCount(10);
  const recoveryCodes = await shown.allTextContents();
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("in force", { exact: true })).toBeVisible();
  return { app, recoveryCodes };
}

/** A key of this browser's own that is unlocked by itself, as Chromium makes one for tests. */
export async function plugPasskeys(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account: / }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in", level: 1 })).toBeVisible();
}
