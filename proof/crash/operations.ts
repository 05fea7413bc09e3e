import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { testContext } from "@/db/testing/context";
import { closeMonth } from "@/lib/billing/close-month";
import { setRetailPrice } from "@/lib/catalog/set-retail-price";
import type { AgentReport } from "@/lib/core/contracts/agent";
import { applyReport } from "@/lib/leases/apply-report";
import { closeLease } from "@/lib/leases/close-lease";
import { judgeReachability } from "@/lib/leases/judge-reachability";
import { keepMaintenance } from "@/lib/leases/keep-maintenance";
import { launchLease } from "@/lib/leases/launch-lease";
import type { LaunchLeaseInput } from "@/lib/leases/schemas";
import { startInstance } from "@/lib/leases/start-instance";
import { stopInstance } from "@/lib/leases/stop-instance";
import { watchLeases } from "@/lib/leases/watch-leases";
import { closeDays } from "@/lib/ledger/close-day";
import { type CreditCustomerInput, creditCustomer } from "@/lib/ledger/credit-customer";
import { billDueLeases } from "@/lib/metering/bill-due-leases";
import { correctLease } from "@/lib/metering/correct-lease";
import type { CorrectLeaseInput, RerateLeasesInput } from "@/lib/metering/correction-schemas";
import { creditMaintenance } from "@/lib/metering/credit-maintenance";
import { creditSla } from "@/lib/metering/credit-sla";
import { guardBalances } from "@/lib/metering/guard-balances";
import { rerateLeases } from "@/lib/metering/rerate-leases";
import { playSampleWorld } from "../oracle/sample-world";
import { customerContext, hostContext, type Stage, workerContext } from "../stage";
import { raceForBalance } from "./race";
import { define, type Operations } from "./serve";

/** A worker's rounds, through whatever happens to the server, until the table `load_is_over` is there. */
async function workUntilOver(db: Database, { endsAt }: { endsAt: number }): Promise<number> {
  let failed = 0;
  for (let isOver = false; !isOver && Date.now() < endsAt; ) {
    try {
      await billDueLeases(workerContext(db), { limit: 5 });
      await watchLeases(workerContext(db));
      await guardBalances(workerContext(db));
      const { rows } = await db.execute(sql`SELECT 1 WHERE to_regclass('load_is_over') IS NOT NULL`);
      isOver = rows.length > 0;
    } catch {
      failed += 1;
      await sleep(50);
    }
  }
  return failed;
}

/** A host that the killed one's server still holds is left to the next round. */
async function judgeInRounds(db: Database): Promise<number> {
  for (let round = 0; round < 20; round++) {
    const judged = await judgeReachability(workerContext(db));
    if (judged > 0) return judged;
    await sleep(25);
  }
  return 0;
}

export type WithStage<T = object> = T & { stage: Stage };

export const OPERATIONS: Operations = {
  tick: define(async (db, { limit }: { limit: number }) => {
    let billed = 0;
    for (let leases = 1; leases > 0; billed += leases) {
      const done = await billDueLeases(workerContext(db), { limit });
      if (done.stuck.length > 0) throw new Error(`stuck: ${done.stuck[0]?.reason}`);
      leases = done.leases;
    }
    return billed;
  }),
  launch: define(async (db, { stage, customer, input }: WithStage<{ customer: number; input: LaunchLeaseInput }>) => {
    await launchLease(customerContext(db, stage.customers[customer]!), input);
  }),
  stop: define(async (db, { stage, customer, leaseId }: WithStage<{ customer: number; leaseId: string }>) => {
    await closeLease(customerContext(db, stage.customers[customer]!), { leaseId });
  }),
  stopKeeping: define(async (db, { stage, customer, leaseId }: WithStage<{ customer: number; leaseId: string }>) => {
    await stopInstance(customerContext(db, stage.customers[customer]!), { leaseId });
  }),
  start: define(async (db, { stage, customer, leaseId }: WithStage<{ customer: number; leaseId: string }>) => {
    await startInstance(customerContext(db, stage.customers[customer]!), { leaseId });
  }),
  report: define(async (db, { stage, report }: WithStage<{ report: AgentReport }>) => {
    await applyReport(hostContext(db, stage.hosts[0]!), report);
  }),
  credit: define(async (db, { stage, input }: WithStage<{ input: CreditCustomerInput }>) => {
    await creditCustomer(testContext(db, stage.desk), input);
  }),
  price: define(async (db, { stage, amount }: WithStage<{ amount: string }>) => {
    await setRetailPrice(testContext(db, stage.desk), { skuIds: [stage.skuId], region: "*", basis: "amount", amount });
  }),
  correct: define(async (db, { stage, input }: WithStage<{ input: CorrectLeaseInput }>) => {
    await correctLease(testContext(db, stage.desk), input);
  }),
  rerate: define(async (db, { stage, input }: WithStage<{ input: RerateLeasesInput }>) => {
    await rerateLeases(testContext(db, stage.desk), input);
  }),
  sla: define((db) => creditSla(workerContext(db))),
  keepMaintenance: define((db) => keepMaintenance(workerContext(db))),
  creditMaintenance: define((db) => creditMaintenance(workerContext(db))),
  closeDays: define((db) => closeDays(workerContext(db))),
  closeMonth: define(async (db) => {
    const { failed } = await closeMonth(workerContext(db));
    if (failed.length > 0) throw new Error(`a statement failed: ${failed[0]?.reason}`);
  }),
  guard: define((db) => guardBalances(workerContext(db))),
  watch: define((db) => watchLeases(workerContext(db))),
  judge: define(judgeInRounds),
  work: define(workUntilOver),
  /** The oracle's judgement of a generated world: what differs. */
  oracle: define(playSampleWorld),
  /** Launches at once, with a balance for one. */
  race: define(raceForBalance),
};
