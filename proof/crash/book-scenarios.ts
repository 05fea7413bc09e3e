import { eq } from "drizzle-orm";
import { acceleratorModels, priceBooks, slaRules, wholesaleCommitments, wholesaleContracts } from "@/db/schema";
import { EXITED } from "@/db/testing/scene";
import { closeMonth } from "@/lib/billing/close-month";
import { issueStatement } from "@/lib/billing/issue-statement";
import { newId } from "@/lib/ids";
import { closeDays } from "@/lib/ledger/close-day";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import { workerContext } from "../stage";
import type { Rehearsal } from "./rehearsal";
import { rehearsed, type Scenario } from "./scenario";

/** Shortly before the end of the month in which the stage was built, so that no other month is to be closed before it. */
const FIRST_MONTHS_END = new Date("2026-01-31T22:58:00.250Z");
const MONTH = "2026-01-01";
const WHY = { reason: "Found out later", idempotencyKey: "found-out-later" };

/** Corrections and closes: what is booked already and is looked at again. */
export const BOOK_SCENARIOS: Scenario[] = [
  {
    name: "a correction: the operator was lost for eight minutes",
    operation: "correct",
    prepare: rehearsed(async (rehearsal) => {
      const [lease] = await usedForAnHour(rehearsal, [0]);
      const window = { from: "2026-07-31T23:02:00Z", to: "2026-07-31T23:10:00Z" };
      return { input: { leaseId: lease!.id, kind: "state", state: "unreachable", ...window, ...WHY } };
    }),
  },
  {
    name: "a wrong price that is put right over two leases",
    operation: "rerate",
    prepare: rehearsed(async (rehearsal) => {
      await usedForAnHour(rehearsal, [0, 1]);
      const [book] = await rehearsal.db.select().from(priceBooks);
      const window = { from: "2026-07-31T22:50:00Z", to: "2026-08-01T00:00:00Z" };
      const { skuId } = rehearsal.stage;
      return { input: { priceBookId: book!.id, skuId, region: "*", price: "1.28", ...window, ...WHY } };
    }),
  },
  {
    name: "an SLA credit that is charged back to the operator",
    operation: "sla",
    prepare: rehearsed(async (rehearsal) => {
      const during = { from: new Date("2026-01-01T00:00:00Z"), to: null };
      const rule = { id: newId("sla"), name: "Over a minute", allowedSeconds: 60, creditBps: 2_500, during };
      await rehearsal.db.insert(slaRules).values({ ...rule, window: "day" });
      const lease = await rehearsal.launch(1, "lost-for-minutes");
      await rehearsal.runFor([lease], 600, 60);
      await rehearsal.deliver([rehearsal.seen(lease, { phase: "unreachable" })]);
      await rehearsal.pass(300);
      await rehearsal.runFor([lease], 120, 60);
      await rehearsal.deliver([rehearsal.seen(lease, EXITED)]);
      await rehearsal.passTo("2026-08-01T00:20:00Z");
      await billDueLeases(workerContext(rehearsal.db));
      return {};
    }),
  },
  {
    name: "a close of two days",
    operation: "closeDays",
    prepare: rehearsed(async (rehearsal) => {
      await usedForAnHour(rehearsal, [0, 1]);
      await closeDays(workerContext(rehearsal.db));
      await rehearsal.passTo("2026-02-02T00:20:00Z");
      await billDueLeases(workerContext(rehearsal.db));
      return {};
    }, FIRST_MONTHS_END),
  },
  {
    name: "a close of a month, with a customer's statement and an operator's settlement",
    operation: "closeMonth",
    prepare: rehearsed(async (rehearsal) => {
      await commit(rehearsal);
      await usedForAnHour(rehearsal, [1]);
      await rehearsal.passTo("2026-02-01T00:20:00Z");
      await billDueLeases(workerContext(rehearsal.db));
      await closeDays(workerContext(rehearsal.db));
      // The stage's first money took effect at midnight of the first, which is the month's before.
      await closeMonth(workerContext(rehearsal.db));
      await issueOthers(rehearsal, 1);
      return {};
    }, FIRST_MONTHS_END),
  },
];

/** Leases that run for an hour and a bit, are billed to the last full hour, and end. */
async function usedForAnHour(rehearsal: Rehearsal, customers: number[]) {
  const leases = [];
  for (const customer of customers) leases.push(await rehearsal.launch(customer, `an-hour-of-${customer}`));
  await rehearsal.runFor(leases, 120, 60);
  await rehearsal.runFor(leases, 3_600, 900);
  await rehearsal.deliver(leases.map((lease) => rehearsal.seen(lease, EXITED)));
  await billDueLeases(workerContext(rehearsal.db));
  return leases;
}

/** A commitment that the month falls short of, and a hold-back: the settlement posts something of its own. */
async function commit({ db, stage }: Rehearsal) {
  const during = { from: new Date("2026-01-01T00:00:00Z"), to: null };
  const contractId = newId("wct");
  const organizationId = stage.hosts[0]!.operatorId;
  await db
    .insert(wholesaleContracts)
    .values({ id: contractId, organizationId, name: "Hall", currency: "USD", during, holdBackBps: 500 });
  const [model] = await db.select().from(acceleratorModels).where(eq(acceleratorModels.code, "h100-sxm-80"));
  await db.insert(wholesaleCommitments).values({
    id: newId("wcm"),
    contractId,
    modelId: model!.id,
    acceleratorHoursPerMonth: 100,
    microsPerAcceleratorHour: 1_000_000n,
    during,
  });
}

/** The statements of all customers but one, which is left to the operation. */
async function issueOthers({ db, stage }: Rehearsal, left: number) {
  for (const [at, { organizationId }] of stage.customers.entries())
    for (const currency of ["USD", "CNY"] as const)
      if (at !== left || currency !== "USD")
        await issueStatement(workerContext(db), { side: "customer", organizationId, currency, month: MONTH });
}
