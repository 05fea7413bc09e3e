import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { closeLease } from "@/lib/leases/close-lease";
import { auditBooks } from "./audit-books";
import { billDueLeases } from "./bill-due-leases";

let database: TestDatabase;
let market: Market;
let buyer: Buyer;
let leaseId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
  buyer = await createBuyer(market);
  const lease = await buyer.launch(1);
  leaseId = lease.id;
  await market.report([{ leaseId }]);
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  await closeLease(buyer.ctx, { leaseId });
  await market.report([{ leaseId, phase: "exited", endedAgoMs: 0, exitCode: 0 }]);
  await billDueLeases(market.host);
});
afterAll(() => database.close());
beforeEach(async () => {
  expect(await broken()).toEqual([]);
});

async function broken(): Promise<number[]> {
  return (await auditBooks(database.db)).filter((one) => one.violations > 0).map((one) => one.invariant.number);
}

/** What no code path does: someone with the database's own key edits the books. Undone after the look. */
async function tampered(...statements: string[]): Promise<number[]> {
  const client = await database.pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL session_replication_role = replica");
    for (const statement of statements) {
      const { rowCount } = await client.query(statement);
      expect(rowCount, statement).toBeGreaterThan(0);
    }
    await client.query("COMMIT");
    const found = await broken();
    return found;
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

const SEGMENT = `lease_id = (SELECT id FROM leases WHERE billed_through > billed_from LIMIT 1) AND zero_reason IS NULL`;

const EDITS: { name: string; edit: string; undo: string; breaks: number[] }[] = [
  {
    name: "an entry is made larger",
    edit: "UPDATE ledger_entries SET amount_micros = amount_micros + 1 WHERE line = 0",
    undo: "UPDATE ledger_entries SET amount_micros = amount_micros - 1 WHERE line = 0",
    breaks: [1, 2, 3, 8, 18],
  },
  {
    name: "a balance is edited",
    edit: "UPDATE ledger_accounts SET balance_micros = balance_micros + 1 WHERE kind = 'operator_payable'",
    undo: "UPDATE ledger_accounts SET balance_micros = balance_micros - 1 WHERE kind = 'operator_payable'",
    breaks: [3],
  },
  {
    name: "a segment's price is edited",
    edit: `UPDATE usage_segments SET retail_micros = retail_micros + 1 WHERE ${SEGMENT}`,
    undo: `UPDATE usage_segments SET retail_micros = retail_micros - 1 WHERE ${SEGMENT}`,
    breaks: [2, 7, 8],
  },
  {
    name: "a pinned rate is edited",
    edit: "UPDATE lease_rates SET micros_per_unit_hour = micros_per_unit_hour + 36000000 WHERE side = 'wholesale'",
    undo: "UPDATE lease_rates SET micros_per_unit_hour = micros_per_unit_hour - 36000000 WHERE side = 'wholesale'",
    breaks: [7],
  },
  {
    name: "a lease's end is moved",
    edit: "UPDATE leases SET ended_at = ended_at - interval '1 second'",
    undo: "UPDATE leases SET ended_at = ended_at + interval '1 second'",
    breaks: [17],
  },
  {
    name: "an interval is stretched over time that was not billed",
    edit: "UPDATE lease_intervals SET during = tstzrange(lower(during), upper(during) + interval '9 seconds') WHERE state = 'running'",
    undo: "UPDATE lease_intervals SET during = tstzrange(lower(during), upper(during) - interval '9 seconds') WHERE state = 'running'",
    breaks: [17],
  },
  {
    name: "an interval is cut under its segments",
    edit: "UPDATE lease_intervals SET during = tstzrange(lower(during), upper(during) - interval '1 second') WHERE state = 'running' AND upper(during) - lower(during) > interval '1 second'",
    undo: "UPDATE lease_intervals SET during = tstzrange(lower(during), upper(during) + interval '1 second') WHERE state = 'running'",
    breaks: [5, 6],
  },
  {
    name: "the cursor is moved without billing",
    edit: "UPDATE leases SET billed_from = billed_from - interval '7 seconds'",
    undo: "UPDATE leases SET billed_from = billed_from + interval '7 seconds'",
    breaks: [4],
  },
  {
    name: "an accelerator of an ended lease is held on to",
    edit: "UPDATE lease_accelerators SET released_at = NULL",
    undo: "UPDATE lease_accelerators SET released_at = now()",
    breaks: [10, 19],
  },
  {
    name: "a hold outlives its lease",
    edit: "UPDATE ledger_holds SET released_at = NULL",
    undo: "UPDATE ledger_holds SET released_at = now()",
    breaks: [10],
  },
];

test.each(EDITS)("the audit notices when $name", async ({ edit, undo, breaks }) => {
  const found = await tampered(edit);
  await tampered(undo);
  expect(found).toEqual(breaks);
});
