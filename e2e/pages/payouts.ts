import { expect, type Page } from "@playwright/test";
import { readMicros } from "./money";
import { ListTable } from "./table";

/** An operator's page of payouts. */
export class PayoutsPage {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/operator/payouts");
    await expect(this.page.getByRole("heading", { name: "Payouts", level: 1 })).toBeVisible();
  }

  /** As the list of countries names it: `Germany (DE)`. */
  async askFor(country: string, bank?: Record<string, string>): Promise<void> {
    await this.page.getByRole("button", { name: "Set payout account" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Set payout account" });
    await dialog.getByLabel("Country").selectOption({ label: country });
    for (const [label, value] of Object.entries(bank ?? {})) await dialog.getByLabel(label).fill(value);
    await dialog.getByRole("button", { name: "Ask for approval" }).click();
    await expect(dialog).toBeHidden();
  }

  account(): ListTable {
    return new ListTable(this.page, "Payout accounts");
  }

  /** On Stripe's page, and back. */
  async giveDetailsToStripe(): Promise<void> {
    const { origin } = new URL(this.page.url());
    await this.page.getByRole("button", { name: "Give details to Stripe" }).click();
    await this.page.getByRole("button", { name: "Submit all details" }).click();
    await this.page.waitForURL((url) => url.origin === origin && url.pathname === "/operator/payouts");
  }

  /** The newest payout's page. */
  async openNewest(): Promise<string> {
    await this.open();
    const list = new ListTable(this.page, "Payouts");
    await list.rows().first().getByRole("link").first().click();
    await expect(this.page.getByRole("heading", { name: /^Payout of / })).toBeVisible();
    return new URL(this.page.url()).pathname;
  }

  async newestMicros(): Promise<bigint> {
    await this.open();
    const list = new ListTable(this.page, "Payouts");
    await expect(list.rows().first()).toBeVisible();
    return readMicros(await list.cell(list.rows().first(), "Amount"));
  }
}
