import { expect, type Page } from "@playwright/test";
import { readMicros } from "./money";
import { ListTable } from "./table";
import { readText } from "./text";

export class OperatorPortal {
  constructor(readonly page: Page) {}

  /** `city` as the list of known cities names it: `Oslo, Norway`. Leaves the site's page open. */
  async createSite(name: string, city: string): Promise<void> {
    await this.page.goto("/operator/sites");
    await this.page.getByRole("button", { name: "Create site" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Create site" });
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Known city").selectOption({ label: city });
    await dialog.getByRole("button", { name: "Create site" }).click();
    await expect(this.page.getByRole("heading", { name, level: 1 })).toBeVisible();
  }

  /** From a site's page: the command that its dialog shows for a new host. The dialog stays open. */
  async mintEnrolCommand(hostName: string): Promise<string> {
    await this.page.getByRole("button", { name: "Enrol host" }).click();
    await this.page.getByRole("dialog").getByLabel("Host name").fill(hostName);
    await this.page.getByRole("dialog").getByRole("button", { name: "Make a token" }).click();
    const dialog = this.page.getByRole("dialog", { name: `Enrol ${hostName}` });
    return readText(dialog.getByRole("code").filter({ hasText: "agent -- enroll" }));
  }

  /** From the dialog that has seen its host: to the host's page. */
  async openEnrolledHost(hostName: string): Promise<void> {
    await this.page.getByRole("link", { name: `Open ${hostName}` }).click();
    await expect(this.page.getByRole("heading", { name: hostName, level: 1 })).toBeVisible();
  }

  async expectOnline(accelerators: number): Promise<void> {
    await expect(this.page.getByText("online", { exact: true }).first()).toBeVisible();
    const rows = new ListTable(this.page, "Accelerators").rows();
    await expect(rows).toHaveCount(accelerators);
    await expect(rows.filter({ hasText: "simulated" })).toHaveCount(accelerators);
  }

  /** At once and until withdrawn, for every count that fits the site's hosts. */
  async publishOffer(site: string, model: string, pricePerHour: string): Promise<void> {
    await this.page.goto("/operator/offers");
    await this.page.getByRole("button", { name: "Publish offer" }).first().click();
    const dialog = this.page.getByRole("dialog", { name: "Publish offer" });
    await dialog.getByLabel("Site").selectOption({ label: site });
    await dialog.getByLabel("Accelerator model").selectOption({ label: model });
    await dialog.getByLabel(/^Wholesale price/).fill(pricePerHour);
    await dialog.getByRole("button", { name: "Publish offer" }).click();
    await expect(dialog).toBeHidden();
    await expect(new ListTable(this.page, "Offers").row(site).first()).toBeVisible();
  }

  /** Where a list's entry of this name leads. */
  async findPath(list: string, name: string): Promise<string> {
    await this.page.goto(list);
    return (await this.page.getByRole("main").getByRole("link", { name, exact: true }).getAttribute("href")) ?? "";
  }

  /** What the operator earned with one lease, to the micro. */
  async earnedWith(leaseId: string): Promise<bigint> {
    await this.page.goto(`/operator/earnings?q=${leaseId}`);
    const list = new ListTable(this.page, "Earnings per lease");
    const row = list.rows().first();
    await expect(list.rows()).toHaveCount(1);
    return readMicros(await list.cell(row, "Earned"));
  }
}
