import { expect, type Locator, type Page } from "@playwright/test";
import { INTERVAL_STATES } from "@/lib/core/leases/states";
import { readMicros } from "./money";
import { ListTable } from "./table";
import { readInstant, readText } from "./text";

export interface InstanceEvent {
  at: Date;
  /** The state that it led to, or `step`. */
  state: string;
  message: string;
}

export interface BookedSegment {
  from: Date;
  to: Date;
  state: string;
  micros: bigint;
}

const startLimitMs = 45_000;

export class InstancePage {
  constructor(readonly page: Page) {}

  get leaseId(): string {
    return new URL(this.page.url()).pathname.split("/").at(-1) ?? "";
  }

  private state(state: string): Locator {
    return this.page.getByRole("main").getByText(state, { exact: true }).first();
  }

  async expectState(state: string, timeout = startLimitMs): Promise<void> {
    await expect(this.state(state)).toBeVisible({ timeout });
  }

  /** As the page shows it, to be pasted into a terminal. */
  async sshCommand(): Promise<string> {
    const command = this.page.getByRole("code").filter({ hasText: /^ssh -p/ });
    await expect(command).toBeVisible({ timeout: startLimitMs });
    return readText(command);
  }

  /** Ends the container and keeps its data. */
  async stop(): Promise<void> {
    await this.confirm("Stop");
  }

  /** Ends it for good, data included. */
  async terminate(): Promise<void> {
    await this.confirm("Terminate");
  }

  /** Again, where its data is. */
  async start(): Promise<void> {
    await this.confirm("Start");
  }

  private async confirm(name: "Start" | "Stop" | "Terminate"): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
    const dialog = this.page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: new RegExp(`^${name} `) }).click();
    await expect(dialog).toBeHidden();
  }

  /** Ended, and its last second in the ledger. */
  async expectSettled(): Promise<void> {
    await expect(this.page.getByText("Billed to its end.")).toBeVisible({ timeout: startLimitMs });
    // the receipt and the segments come with the server's next rendering
    await this.page.reload();
  }

  /** Newest last. */
  async events(): Promise<InstanceEvent[]> {
    const items = this.page.getByRole("list", { name: "What happened" }).getByRole("listitem");
    await expect(items.first()).toBeVisible();
    const events = await Promise.all(
      (await items.all()).map(async (item) => {
        const time = item.getByRole("time");
        const message = await readText(item.getByRole("paragraph").first());
        const rest = (await readText(item)).slice(message.length + (await readText(time)).length);
        return { at: await readInstant(item), message, state: rest.split(",")[0]?.trim() ?? "" };
      }),
    );
    return events.reverse();
  }

  private figure(label: string): Locator {
    const term = this.page.getByRole("term").filter({ hasText: new RegExp(`^${label}$`) });
    return term.locator("..").getByRole("definition");
  }

  bookedMicros(): Promise<bigint> {
    return readMicros(this.figure("Booked"));
  }

  /** For all its accelerators together. */
  ratePerHourMicros(): Promise<bigint> {
    return readMicros(this.figure("Rate"));
  }

  /** `You paid $… for … seconds`: the receipt's amount. */
  paidMicros(): Promise<bigint> {
    return readMicros(this.page.getByText(/^You paid/));
  }

  async segments(): Promise<BookedSegment[]> {
    const list = new ListTable(this.page, "Segments");
    await expect(list.rows().first()).toBeVisible();
    return Promise.all(
      (await list.rows().all()).map(async (row) => {
        // the cell says the state and, where nothing was charged, why
        const cell = await readText(await list.cell(row, "State"));
        return {
          from: await readInstant(await list.cell(row, /^From/)),
          to: await readInstant(await list.cell(row, /^To/)),
          state: INTERVAL_STATES.find((state) => cell.replace(/^State/, "").startsWith(state)) ?? cell,
          micros: await readMicros(await list.cell(row, "Amount")),
        };
      }),
    );
  }
}
