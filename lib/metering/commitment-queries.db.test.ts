import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { skus, wholesaleCommitments } from "@/db/schema";
import { createOperator } from "@/db/testing/context";
import { EXITED, RETAIL_MICROS, Scene } from "@/db/testing/scene";
import { addCommitment } from "@/lib/catalog/add-commitment";
import { getContract, listContracts } from "@/lib/catalog/contract-queries";
import { createContract } from "@/lib/catalog/create-contract";
import { endCommitment } from "@/lib/catalog/end-commitment";
import { closeLease } from "@/lib/leases/close-lease";
import { listIdleCommitment, listOwnCommitments } from "./commitment-queries";

let scene: Scene;
let contractId: string;
let modelId: string;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-10T10:00:00.250Z"));
  const rows = await scene.database.db.select().from(skus);
  modelId = rows.find((sku) => sku.id === scene.market.sku[1])!.modelId!;
  const created = await createContract(scene.market.platform.ctx, {
    organizationId: scene.market.operator.organizationId,
    name: "Frame contract",
    currency: "USD",
    fromMonth: "2026-03",
    throughMonth: "2026-12",
  });
  contractId = created.contractId;
  const lease = await scene.buyer.launch(1);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(4_000, 100);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const refusedAt = (field: string, code = "invalid_input") => ({
  code,
  options: { fields: { [field]: [expect.any(String)] } },
});

const commit = (change = {}) =>
  addCommitment(scene.market.platform.ctx, {
    contractId,
    modelId,
    acceleratorHoursPerMonth: 744,
    price: "1.20",
    fromMonth: "2026-03",
    ...change,
  });

test("shows committed, delivered and idle hours, what they cost, and the price at which the month breaks even", async () => {
  const { commitmentId } = await commit();
  const [row] = await listIdleCommitment(scene.market.platform.ctx, { month: scene.now });
  const { rows } = await scene.database.db.execute<{ seconds: bigint; wholesale: bigint; retail: bigint }>(sql`
    SELECT sum(units * extract(epoch FROM seg_end - seg_start))::bigint AS seconds, sum(wholesale_micros)::bigint AS wholesale,
      sum(retail_micros)::bigint AS retail FROM usage_segments WHERE state = 'running'`);
  const delivered = rows[0]!;
  const elapsed = BigInt(Math.floor((scene.now.getTime() - Date.parse("2026-03-01T00:00:00Z")) / 1000));
  const idle = (744n * 3_600n * elapsed) / (31n * 86_400n) - delivered.seconds;
  expect(row).toMatchObject({
    commitmentId,
    committedSeconds: 744n * 3_600n,
    deliveredSeconds: delivered.seconds,
    idleSeconds: idle,
    idleMicros: (1_200_000n * idle) / 3_600n,
    wholesaleMicros: delivered.wholesale,
    retailMicros: delivered.retail,
    payableMicros: delivered.wholesale + (1_200_000n * idle) / 3_600n,
  });
  expect(row!.forecastIdleSeconds > idle).toBe(true);
  expect(row!.breakEvenMicrosPerHour! > row!.achievedMicrosPerHour!).toBe(true);
});

test("counts what is proven and not booked yet, once", async () => {
  await scene.market.report([]);
  const lease = await scene.buyer.launch(2);
  const container = scene.container(lease);
  const read = async () => (await listIdleCommitment(scene.market.platform.ctx, { month: scene.now }))[0]!;
  const before = await read();
  await container.beat();
  await container.runFor(300, 60);
  expect((await read()).deliveredSeconds - before.deliveredSeconds).toBe(600n);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat(EXITED);
  await scene.tick();
  const after = await read();
  expect(after.deliveredSeconds - before.deliveredSeconds).toBe(600n);
  expect(after.retailMicros - before.retailMicros).toBe((RETAIL_MICROS * 600n) / 3_600n);
});

test("is the operator's to see without what customers pay, and nobody else's", async () => {
  const [own] = await listOwnCommitments(scene.market.operator.ctx, { month: scene.now });
  expect(own).toMatchObject({ committedSeconds: 744n * 3_600n });
  expect(own).not.toHaveProperty("retailMicros");
  const other = await createOperator(scene.database.db);
  expect(await listOwnCommitments(other.ctx, { month: scene.now })).toEqual([]);
  await expect(listIdleCommitment(other.ctx, { month: scene.now })).rejects.toMatchObject({ code: "not_found" });
  await expect(getContract(other.ctx, contractId)).rejects.toMatchObject({ code: "not_found" });
  expect((await listContracts(other.ctx, { limit: 10, offset: 0 })).total).toBe(0);
  expect((await listContracts(scene.market.operator.ctx, { limit: 10, offset: 0 })).total).toBe(1);
});

test.each([
  ["acceleratorHoursPerMonth", { acceleratorHoursPerMonth: 0 }],
  ["acceleratorHoursPerMonth", { acceleratorHoursPerMonth: 1.5 }],
  ["acceleratorHoursPerMonth", { acceleratorHoursPerMonth: 1e12 }],
  ["price", { price: "-0.01" }],
  ["modelId", { modelId: "mdl_none" }],
  ["fromMonth", { fromMonth: "2026-02" }],
  ["fromMonth", { fromMonth: "March" }],
  ["throughMonth", { throughMonth: "2027-06" }],
  ["throughMonth", { fromMonth: "2026-06", throughMonth: "2026-05" }],
])("refuses what is wrong beside its field: %s of %j", async (field, change) => {
  await expect(commit(change)).rejects.toMatchObject(refusedAt(field));
});

test("refuses a second commitment of a model for the same months, and ends with a whole month", async () => {
  await expect(commit({ fromMonth: "2026-06" })).rejects.toMatchObject(refusedAt("fromMonth", "conflict"));
  const { ctx } = scene.market.platform;
  const [row] = await scene.database.db.select().from(wholesaleCommitments);
  await expect(endCommitment(ctx, { commitmentId: row!.id })).rejects.toMatchObject(refusedAt("throughMonth"));
  const past = endCommitment(ctx, { commitmentId: row!.id, throughMonth: "2026-02" });
  await expect(past).rejects.toMatchObject(refusedAt("throughMonth"));
  await endCommitment(ctx, { commitmentId: row!.id, throughMonth: "2026-05" });
  const { commitmentId } = await commit({ fromMonth: "2026-06", throughMonth: "2026-07" });
  expect(await endCommitment(ctx, { commitmentId })).toEqual({ endsAt: null });
});
