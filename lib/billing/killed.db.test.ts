import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  acceleratorModels,
  customerTerms,
  ledgerDayCloses,
  wholesaleCommitments,
  wholesaleContracts,
} from "@/db/schema";
import { killAfter } from "@/db/testing/killed";
import { Scene } from "@/db/testing/scene";
import type { Context } from "@/lib/context";
import { newId } from "@/lib/ids";
import { closeDays } from "@/lib/ledger/close-day";
import { closeMonth } from "./close-month";
import { issueStatement } from "./issue-statement";
import { runUntil, statementsOf } from "./testing/months";

let scene: Scene;

/** An operator with a commitment and a hold-back, and a customer on credit: both statements post something of their own. */
beforeAll(async () => {
  scene = await Scene.open(new Date("2026-02-27T12:00:00.250Z"));
  const { db } = scene.database;
  const [model] = await db.select().from(acceleratorModels).where(eq(acceleratorModels.code, "h100-sxm-80"));
  const during = { from: new Date("2026-02-01T00:00:00Z"), to: null };
  const contractId = newId("wct");
  const organizationId = scene.market.operator.organizationId;
  await db
    .insert(wholesaleContracts)
    .values({ id: contractId, organizationId, name: "Hall", currency: "USD", during, holdBackBps: 500 });
  await db.insert(wholesaleCommitments).values({
    id: newId("wcm"),
    contractId,
    modelId: model!.id,
    acceleratorHoursPerMonth: 100,
    microsPerAcceleratorHour: 1_000_000n,
    during,
  });
  await db
    .insert(customerTerms)
    .values({ organizationId: scene.buyer.organizationId, creditLimitMicros: 9_000_000_000n });
  const lease = await scene.buyer.launch(8);
  await scene.pass(3);
  const container = scene.container(lease);
  await container.beat();
  await runUntil(scene, [container], "2026-03-07T00:20:00Z");
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

/** Kills the work before its first statement, then before its second, until it comes to its end; answers how many statements it has. */
async function killEverywhere(work: (worker: Context) => Promise<unknown>): Promise<number> {
  let at = 1;
  while (!(await killAfter(scene.database, at, work, { now: scene.now }))) at += 1;
  return at - 1;
}

test("a worker killed before any statement of a day close leaves no half of it, and the next goes on", {
  timeout: 120_000,
}, async () => {
  expect(await killEverywhere((worker) => closeDays(worker, { limit: 1 }))).toBeGreaterThan(8);
  await closeDays(scene.worker());
  expect(await scene.database.db.$count(ledgerDayCloses)).toBe(8);
});

test("a worker killed before any statement of a statement leaves all of it or nothing, once, and no gap in the numbers", {
  timeout: 240_000,
}, async () => {
  const parties = [
    { side: "operator", party: scene.market.operator, number: "SET-2026-000001" },
    { side: "customer", party: scene.buyer, number: "INV-2026-000001" },
  ] as const;
  for (const { side, party, number } of parties) {
    const key = { side, organizationId: party.organizationId, currency: "USD", month: "2026-02-01" } as const;
    expect(await killEverywhere((worker) => issueStatement(worker, key))).toBeGreaterThan(15);
    expect((await statementsOf(scene, party.organizationId)).map((one) => one.number)).toEqual([number]);
  }
  expect(await closeMonth(scene.worker())).toMatchObject({ month: "2026-02-01", issued: 0, isClosed: true });
});
