import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { wholesaleContracts } from "@/db/schema";
import { closeBooks, linesOf, statementsOf } from "@/lib/billing/testing/months";
import { newId } from "@/lib/ids";
import { auditBooks } from "@/lib/metering/audit-books";
import { setPayoutTerms } from "./set-payout-terms";
import { Payday } from "./testing/payday";
import { beginWire, confirmWire, sendWire } from "./wires";

let payday: Payday;

beforeAll(async () => {
  payday = await Payday.open();
});
beforeEach(() => payday.setEnvironment());
afterAll(() => payday.close());

test("paid weekly, what the month's settlement holds back was never paid out, and the statement lists each payout", async () => {
  const { organizationId } = payday.operator;
  await payday.scene.database.db.insert(wholesaleContracts).values({
    id: newId("wct"),
    organizationId,
    name: "Hall 1",
    currency: "USD",
    during: { from: new Date("2026-02-01T00:00:00Z"), to: null },
    holdBackBps: 1_000,
    holdBackMonths: 2,
  });
  const terms = { organizationId, reservePercent: "0", reserveWeeks: 4, minimum: "0" };
  await setPayoutTerms(payday.desk.ctx, terms);
  await payday.account("CN");
  for (const monday of ["02-09", "02-16", "02-23", "03-02"]) {
    await payday.earnUntil(`2026-${monday}T00:20:00Z`);
    await closeBooks(payday.scene);
    expect(await payday.plan()).toBe(1);
    const payout = (await payday.payouts()).at(-1)!;
    await beginWire(payday.desk.ctx, { payoutId: payout.id });
    await sendWire(payday.desk.ctx, { payoutId: payout.id, bankReference: `COBA-${monday}` });
    await confirmWire(payday.secondDesk.ctx, { payoutId: payout.id });
    expect(await payday.payable()).toBeGreaterThanOrEqual(0n);
  }
  // the weeks end on 1 March, a day after the settlement's month: that day's hold-back is expected, the month's is booked
  const paid = (await payday.payouts()).reduce((sum, { amountMicros }) => sum + amountMicros, 0n);
  const [statement] = await statementsOf(payday.scene, organizationId);
  const held = await linesOf(payday.scene, statement!.id, "hold_back");
  const earned = (await linesOf(payday.scene, statement!.id, "usage")).reduce(
    (sum, line) => sum + line.amountMicros,
    0n,
  );
  expect(held.map((line) => line.amountMicros)).toEqual([-(earned / 10n)]);
  const listed = await linesOf(payday.scene, statement!.id, "payout");
  expect(listed).toHaveLength(3);
  expect(listed[0]!.description).toMatch(/^Paid out: REM-2026-00000\d to ICBC, •••• 5702 \(CN\)$/);
  // four weeks of two accelerators at 1.85, less a tenth, and cents carried over
  const weeks = 4n * 168n * 2n * 1_850_000n;
  expect(paid).toBeLessThan((weeks * 9n) / 10n);
  expect(paid).toBeGreaterThan((weeks * 9n) / 10n - 1_000_000n);
  expect(await payday.findings()).toEqual([]);
}, 60_000);

test.each([
  ["an amount that is not what left the payable", "UPDATE payouts SET amount_micros = amount_micros - 10000"],
  ["a payout that left no trace in the books", "UPDATE payouts SET id = 'pay_other' WHERE number = 'REM-2026-000001'"],
  [
    "one that is said to be planned still",
    "UPDATE payouts SET state = 'planned', ended_at = NULL WHERE number = 'REM-2026-000001'",
  ],
  ["a return that nobody booked", "UPDATE payouts SET returned_micros = 10000 WHERE number = 'REM-2026-000001'"],
  ["a number that is missing", "UPDATE payouts SET number = 'REM-2026-000099' WHERE number = 'REM-2026-000001'"],
])("the audit finds %s", async (_, damage) => {
  const takenBack = new Error("taken back");
  let broken: number[] = [];
  const damaging = payday.scene.database.db.transaction(async (tx) => {
    await tx.execute(sql.raw(damage));
    broken = (await auditBooks(tx as never)).filter((one) => one.violations > 0).map((one) => one.invariant.number);
    throw takenBack;
  });
  await expect(damaging).rejects.toBe(takenBack);
  expect(broken).toContain(20);
});
