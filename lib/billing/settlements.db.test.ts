import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { acceleratorModels, ledgerAccounts, wholesaleCommitments, wholesaleContracts } from "@/db/schema";
import { createOperator } from "@/db/testing/context";
import { createBuyer } from "@/db/testing/market";
import { Scene, WHOLESALE_MICROS } from "@/db/testing/scene";
import { newId } from "@/lib/ids";
import { issueStatement } from "./issue-statement";
import { regenerateStatement } from "./regenerate-statement";
import { takeBackHour } from "./testing/corrections";
import { closeBooks, linesOf, runUntil, statementsOf } from "./testing/months";

let scene: Scene;
let operatorId: string;
let leaseId: string;
let containers: ReturnType<Scene["container"]>[];
const month = (from: string) => ({ from: new Date(`${from}T00:00:00Z`), to: null });

/** A contract of 10 % held back for two months and 1,000 H100-hours a month at 1.20, from February on. */
beforeAll(async () => {
  scene = await Scene.open(new Date("2026-02-10T12:00:00.250Z"));
  operatorId = scene.market.operator.organizationId;
  const { db } = scene.database;
  const [model] = await db.select().from(acceleratorModels).where(eq(acceleratorModels.code, "h100-sxm-80"));
  const contractId = newId("wct");
  await db.insert(wholesaleContracts).values({
    id: contractId,
    organizationId: operatorId,
    name: "Hall 1",
    currency: "USD",
    during: month("2026-02-01"),
    holdBackBps: 1_000,
    holdBackMonths: 2,
  });
  await db.insert(wholesaleCommitments).values({
    id: newId("wcm"),
    contractId,
    modelId: model!.id,
    acceleratorHoursPerMonth: 1_000,
    microsPerAcceleratorHour: 1_200_000n,
    during: month("2026-02-01"),
  });
  const buyer = await createBuyer(scene.market, "50000");
  const lease = await buyer.launch(2);
  leaseId = lease.id;
  await scene.pass(3);
  containers = [scene.container(lease)];
  await containers[0]!.beat();
  await runUntil(scene, containers, "2026-06-01T00:16:00Z");
  await closeBooks(scene);
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const settlements = () => statementsOf(scene, operatorId);
const accountOf = async (kind: string) =>
  (await scene.database.db.select().from(ledgerAccounts)).find(
    (one) => one.kind === kind && one.organizationId === operatorId,
  )!.balanceMicros!;
const amounts = async (id: string, type: "usage" | "commitment" | "hold_back" | "adjustment") =>
  (await linesOf(scene, id, type)).map((line) => line.amountMicros);

test("hours committed and not delivered are topped up at their price, and a month that delivers more is not", async () => {
  const [february, march] = await settlements();
  const [usage] = await linesOf(scene, february!.id, "usage");
  const missing = 1_000n * 3_600n - usage!.seconds! * 2n;
  expect(await amounts(february!.id, "commitment")).toEqual([(missing * 1_200_000n) / 3_600n]);
  const [line] = await linesOf(scene, february!.id, "commitment");
  expect(line!.description).toMatch(
    /^Commitment: h100-sxm-80, 2026-02: 1000 accelerator-hours committed, 88\d\.\d\d delivered/,
  );
  // 31 days of two accelerators are 1,488 hours.
  expect(await amounts(march!.id, "commitment")).toEqual([]);
});

test("a share of each month's wholesale is held back and comes back after the months of the contract", async () => {
  const [february, march, april, may] = await settlements();
  const wholesale = async (id: string) => (await amounts(id, "usage"))[0]!;
  expect(await wholesale(march!.id)).toBe(31n * 48n * WHOLESALE_MICROS);
  const held = await Promise.all([february, march, april, may].map(async (one) => (await wholesale(one!.id)) / 10n));
  expect(await amounts(february!.id, "hold_back")).toEqual([-held[0]!]);
  expect(await amounts(march!.id, "hold_back")).toEqual([-held[1]!]);
  expect((await amounts(april!.id, "hold_back")).sort((a, b) => Number(a - b))).toEqual([-held[2]!, held[0]!]);
  expect((await amounts(may!.id, "hold_back")).sort((a, b) => Number(a - b))).toEqual([-held[3]!, held[1]!]);
  expect(await accountOf("operator_held")).toBe(held[2]! + held[3]!);
});

test("the last settlement's closing is what the ledger owes the operator", async () => {
  const [, , , may] = await settlements();
  const [june] = await Promise.all([scene.segmentsOf({ id: leaseId })]);
  const since = june.filter((one) => one.segStart >= new Date("2026-06-01T00:00:00Z"));
  expect(await accountOf("operator_payable")).toBe(
    may!.closingMicros + since.reduce((sum, one) => sum + one.wholesaleMicros, 0n),
  );
});

test("hours of a closed month that turn out undelivered are topped up on the next settlement, and the closed ones stay as they were", async () => {
  const before = await settlements();
  const { db } = scene.database;
  await db.update(wholesaleCommitments).set({ acceleratorHoursPerMonth: 1_488 });
  await takeBackHour(scene, leaseId, "2026-05-20T10:00:00Z");
  await runUntil(scene, containers, "2026-07-01T00:16:00Z");
  await closeBooks(scene);
  const june = (await settlements()).at(-1)!;
  const lines = await linesOf(scene, june.id, "commitment");
  // 1,488 hours: May delivered two too few by the correction, June has 1,440 and April had them too.
  expect(lines.map((line) => [line.description.slice(12, 33), line.amountMicros])).toEqual([
    ["h100-sxm-80, 2026-04:", 48n * 1_200_000n],
    ["h100-sxm-80, 2026-05:", 2n * 1_200_000n],
    ["h100-sxm-80, 2026-06:", 48n * 1_200_000n],
  ]);
  expect(await amounts(june.id, "adjustment")).toEqual([-2n * WHOLESALE_MICROS]);
  const wholesale = (await amounts(june.id, "usage"))[0]! - 2n * WHOLESALE_MICROS;
  expect(await amounts(june.id, "hold_back")).toContain(-wholesale / 10n);
  for (const one of before)
    expect(await regenerateStatement(scene.market.platform.ctx, { statementId: one.id })).toMatchObject({
      isSame: true,
      hash: one.contentHash,
    });
});

test("an operator that delivered nothing is still settled for what was committed", async () => {
  const { db } = scene.database;
  const idle = await createOperator(db);
  const contractId = newId("wct");
  const [model] = await db.select().from(acceleratorModels).where(eq(acceleratorModels.code, "h100-sxm-80"));
  const window = { from: new Date("2026-07-01T00:00:00Z"), to: new Date("2026-08-01T00:00:00Z") };
  await db
    .insert(wholesaleContracts)
    .values({ id: contractId, organizationId: idle.organizationId, name: "Idle", currency: "CNY", during: window });
  await db.insert(wholesaleCommitments).values({
    id: newId("wcm"),
    contractId,
    modelId: model!.id,
    acceleratorHoursPerMonth: 10,
    microsPerAcceleratorHour: 8_000_001n,
    during: window,
  });
  await runUntil(scene, containers, "2026-08-01T00:16:00Z");
  await closeBooks(scene);
  const [july] = await statementsOf(scene, idle.organizationId);
  expect(july).toMatchObject({
    kind: "settlement",
    currency: "CNY",
    month: "2026-07-01",
    totalMinor: 8_000n,
    closingMicros: 80_000_010n,
  });
  const key = { side: "operator", organizationId: idle.organizationId, currency: "CNY", month: "2026-07-01" } as const;
  expect(await issueStatement(scene.worker(), key)).toBeNull();
});
