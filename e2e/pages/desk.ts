import { expect, type Page } from "@playwright/test";
import { readMicros } from "./money";
import { ListTable } from "./table";

export interface SpreadFigures {
  retailMicros: bigint;
  wholesaleMicros: bigint;
  spreadMicros: bigint;
}

export class Desk {
  constructor(readonly page: Page) {}

  /** `region` as the list names it: `Norway (NO)`. For every count of the model. */
  async setPrice(model: string, region: string, amountPerHour: string): Promise<void> {
    await this.page.goto("/desk/price-book");
    await this.page.getByRole("combobox", { name: "Model" }).selectOption({ label: model });
    await this.page.getByRole("combobox", { name: "Region" }).selectOption({ label: region });
    await this.page.getByRole("textbox", { name: /^Amount \(/ }).fill(amountPerHour);
    await this.page.getByRole("button", { name: "Set price" }).click();
    const confirm = this.page.getByRole("alertdialog", { name: `Set the price of ${model}?` });
    await confirm.getByRole("button", { name: "Set price" }).click();
    await expect(confirm).toBeHidden();
    await expect(this.page.getByText(`Price set for ${model}`)).toBeVisible();
  }

  async openCustomer(name: string): Promise<void> {
    await this.page.goto(`/desk/customers?q=${encodeURIComponent(name)}`);
    await this.page.getByRole("link", { name, exact: true }).click();
    await expect(this.page.getByRole("heading", { name, level: 1 })).toBeVisible();
  }

  async credit(name: string, amount: string): Promise<void> {
    await this.openCustomer(name);
    await this.page.getByRole("textbox", { name: /^Amount \(/ }).fill(amount);
    await this.page.getByRole("textbox", { name: "Reference" }).fill(`Transfer of ${name}`);
    await this.page.getByRole("button", { name: "Credit customer" }).click();
    const confirm = this.page.getByRole("alertdialog", { name: `Credit ${name}?` });
    await confirm.getByRole("button", { name: "Credit customer" }).click();
    await expect(confirm).toBeHidden();
    await expect(this.page.getByText(`${name} credited`)).toBeVisible();
  }

  /** Unused money, back to the card. */
  async refund(name: string, amount: string): Promise<void> {
    await this.openCustomer(name);
    await this.page.getByRole("textbox", { name: /^Refund \(/ }).fill(amount);
    await this.page.getByPlaceholder("Closes the account").fill(`Asked for by ${name}`);
    await this.page.getByRole("button", { name: "Refund customer" }).click();
    const confirm = this.page.getByRole("alertdialog", { name: `Refund ${name}?` });
    await confirm.getByRole("button", { name: "Refund customer" }).click();
    await expect(confirm).toBeHidden();
    await expect(this.page.getByText(`${name} refunded`)).toBeVisible();
  }

  /** From the list to the only dispute of a customer; its path. */
  async openDispute(customer: string): Promise<string> {
    await this.page.goto("/desk/disputes");
    const row = new ListTable(this.page, "Disputes").row(customer);
    await expect(row).toHaveCount(1);
    await row.getByRole("link").first().click();
    await expect(this.page.getByRole("heading", { name: /^Dispute of /, level: 1 })).toBeVisible();
    return new URL(this.page.url()).pathname;
  }

  /** As the customer sees itself, without changing anything. */
  async lookIn(name: string, reason: string): Promise<void> {
    await this.openCustomer(name);
    await this.page.getByRole("button", { name: "Look in" }).click();
    const dialog = this.page.getByRole("dialog", { name: `Look in at ${name}` });
    await dialog.getByLabel("Why").fill(reason);
    await dialog.getByRole("button", { name: "Look in" }).click();
    await expect(this.page.getByRole("region", { name: "Support visit" })).toBeVisible();
  }

  /** Every movement of Stripe's balance against the books, now. */
  async reconcile(): Promise<void> {
    await this.page.goto("/desk/reconciliation");
    const ranAt = this.page.getByText(/Last run /);
    const before = await ranAt.textContent();
    await this.page.getByRole("button", { name: "Reconcile now" }).click();
    await expect(ranAt).not.toHaveText(before ?? "");
  }

  /** The draft, as it stands. */
  async handInEvidence(): Promise<void> {
    await this.page.getByRole("button", { name: "Hand in evidence" }).click();
    const confirm = this.page.getByRole("alertdialog", { name: "Hand this evidence in?" });
    await confirm.getByRole("button", { name: "Hand in" }).click();
    await expect(confirm).toBeHidden();
    await expect(this.page.getByText("Handed in", { exact: true }).first()).toBeVisible();
  }

  /** The worker does so by itself, a minute later. */
  async closeWhatIsDue(): Promise<void> {
    await this.page.goto("/desk/closing");
    await this.page.getByRole("button", { name: "Close what is due" }).click();
    const confirm = this.page.getByRole("alertdialog", { name: /^Close .+ now\?$/ });
    await confirm.getByRole("button", { name: "Close what is due" }).click();
    await expect(confirm).toBeHidden();
  }

  /** The only one that waits. */
  async approvePayoutAccount(): Promise<void> {
    await this.page.goto("/desk/payouts");
    await this.confirm("Approve", /^Pay .+ there\?$/);
    await expect(this.page.getByText("In force", { exact: true })).toBeVisible();
  }

  /** Leaves the operator's page of payouts open. */
  async setSmallestPayout(operator: string, amount: string): Promise<void> {
    await this.page.goto("/desk/payouts");
    await this.page.getByRole("link", { name: operator, exact: true }).click();
    await this.page.getByLabel("Smallest payout").fill(amount);
    await this.confirm("Set terms", /^Set the terms of /);
    await expect(this.page.getByText("Terms set")).toBeVisible();
  }

  async planPayouts(): Promise<void> {
    await this.page.goto("/desk/payouts");
    await this.confirm("Plan what is due", "Plan and send now?");
  }

  async orderWire(path: string, reference: string): Promise<void> {
    await this.page.goto(path);
    await this.page.getByRole("button", { name: /^Begin / }).click();
    await this.page.getByRole("alertdialog").getByRole("button", { name: "Begin", exact: true }).click();
    await this.page.getByLabel("The bank's reference").fill(reference);
    await this.confirm("Keep as sent", /is on its way\?$/);
    await expect(this.page.getByText("Kept as sent")).toBeVisible();
  }

  /** From a wire's page: what the dialog says of it. */
  async confirmWire(): Promise<string> {
    await this.page.getByRole("button", { name: /^Confirm / }).click();
    const dialog = this.page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Confirm" }).click();
    const refusal = (await dialog.getByRole("alert").textContent()) ?? "";
    await this.page.keyboard.press("Escape");
    return refusal;
  }

  private async confirm(action: string, question: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name: action, exact: true }).click();
    const confirm = this.page.getByRole("alertdialog", { name: question });
    await confirm.getByRole("button", { name: action, exact: true }).click();
    await expect(confirm).toBeHidden();
  }

  /** That an instance was unreachable for a window: looked at first, then posted. */
  async correctAsUnreachable(leaseId: string, window: { from: Date; to: Date }, reason: string): Promise<void> {
    await this.page.goto(`/desk/leases/${leaseId}`);
    await this.page.getByRole("button", { name: "Correct", exact: true }).click();
    const dialog = this.page.getByRole("dialog", { name: /^Correct / });
    const local = (at: Date) => at.toISOString().slice(0, 19);
    await dialog
      .getByRole("combobox", { name: "What was found out" })
      .selectOption({ label: "It was unreachable: do not bill the time" });
    await dialog.getByLabel("From (UTC)").fill(local(window.from));
    await dialog.getByLabel("Until (UTC)").fill(local(window.to));
    await dialog.getByLabel("Reason").fill(reason);
    await dialog.getByRole("button", { name: "Preview" }).click();
    await dialog.getByRole("button", { name: "Post the correction" }).click();
    await expect(dialog).toBeHidden();
  }

  /** The booked figures of one line of the spread report. */
  async spreadOf(group: "customer" | "site", label: string): Promise<SpreadFigures> {
    await this.page.goto(`/desk?by=${group}`);
    const list = new ListTable(this.page, `Spread by ${group}`);
    const row = list.row(label);
    await expect(row).toHaveCount(1);
    return {
      retailMicros: await readMicros(await list.cell(row, "Retail")),
      wholesaleMicros: await readMicros(await list.cell(row, "Wholesale")),
      spreadMicros: await readMicros(await list.cell(row, "Spread")),
    };
  }
}
