import { expect, type Page } from "@playwright/test";
import { CheckoutPage } from "./checkout-page";
import { InstancePage } from "./instance-page";
import { readMicros } from "./money";
import { ListTable } from "./table";

/** What a launch sends. */
export interface LaunchBody {
  skuId: string;
  siteId: string;
  sshKeyIds: string[];
  idempotencyKey: string;
}

export class Console {
  constructor(readonly page: Page) {}

  async addSshKey(name: string, publicKey: string): Promise<void> {
    await this.page.goto("/ssh-keys");
    await this.page.getByRole("button", { name: "Add SSH key" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Add SSH key" });
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Public key").fill(publicKey);
    await dialog.getByRole("button", { name: "Add key" }).click();
    await expect(dialog).toBeHidden();
    await expect(new ListTable(this.page, "SSH keys").row(name)).toHaveCount(1);
  }

  /** By billing's dialog, to the page of another origin where it is paid. */
  async addMoney(amount: string): Promise<CheckoutPage> {
    await this.page.goto("/billing");
    const { origin } = new URL(this.page.url());
    await this.page.getByRole("button", { name: "Add money", exact: true }).click();
    const dialog = this.page.getByRole("dialog", { name: "Add money" });
    await dialog.getByRole("textbox", { name: /^Amount \(/ }).fill(amount);
    await dialog.getByRole("button", { name: "Continue to payment" }).click();
    await this.page.waitForURL((url) => url.origin !== origin);
    return new CheckoutPage(this.page);
  }

  async topUpAutomatically(wish: { threshold: string; amount: string; monthlyCap: string }): Promise<void> {
    await this.page.goto("/billing");
    await this.page.getByLabel(/^When less is left than/).fill(wish.threshold);
    await this.page.getByLabel(/^Charge \(/).fill(wish.amount);
    await this.page.getByLabel(/^At most in a month/).fill(wish.monthlyCap);
    await this.page.getByRole("button", { name: /^(Turn on|Save)$/ }).click();
    await expect(this.page.getByText("The automatic top-up is on")).toBeVisible();
  }

  /** Booked in the ledger, to the micro. */
  async balanceMicros(): Promise<bigint> {
    await this.page.goto("/billing");
    const term = this.page.getByRole("term").filter({ hasText: /^Balance$/ });
    return readMicros(term.locator("..").getByRole("definition").first());
  }

  /** From the catalogue, by the SKU at that city's site. */
  async openLaunch(skuCode: string, city: string, site: string): Promise<void> {
    const name = `Launch ${skuCode} in ${city}`;
    const row = this.page.getByRole("row", { name: site }).filter({ has: this.page.getByRole("link", { name }) });
    // stock follows the hosts' reports
    await expect(async () => {
      await this.page.goto(`/catalogue?q=${encodeURIComponent(skuCode)}`);
      await expect(row).toHaveCount(1, { timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
    await row.getByRole("link", { name }).click();
    await expect(this.page.getByRole("heading", { name: /^Launch / })).toBeVisible();
  }

  async submitLaunch(name?: string): Promise<void> {
    if (name) await this.page.getByLabel("Name").fill(name);
    await this.page.getByRole("button", { name: /^Launch / }).click();
  }

  /** From an open launch form to the instance's page. */
  async launch(name: string): Promise<InstancePage> {
    await this.submitLaunch(name);
    await this.page.waitForURL(/\/instances\/lse_/);
    await expect(this.page.getByRole("heading", { name, level: 1 })).toBeVisible();
    return new InstancePage(this.page);
  }

  /** What the open form would send, caught before it leaves the browser. */
  async catchLaunch(): Promise<LaunchBody> {
    const caught = new Promise<LaunchBody>((resolve) => {
      void this.page.route("**/launch?*", async (route) => {
        const request = route.request();
        if (request.method() !== "POST") return route.fallback();
        const [body] = JSON.parse(request.postData() ?? "[]") as LaunchBody[];
        await route.abort();
        if (body) resolve(body);
      });
    });
    await this.submitLaunch();
    return caught;
  }
}
