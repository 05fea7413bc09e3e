import { afterAll, beforeAll, expect, it } from "vitest";
import { acceleratorModels, skus } from "@/db/schema";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { matchModel } from "@/lib/core/fleet/match-model";
import { readAcceleratorModels } from "./accelerators";
import { seedReference } from "./reference";

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

it("seeds every model once with its SKUs, however often it runs, and keeps ids", async () => {
  await seedReference(test.db);
  const before = await test.db.select().from(acceleratorModels).orderBy(acceleratorModels.code);
  await seedReference(test.db);
  const after = await test.db.select().from(acceleratorModels).orderBy(acceleratorModels.code);
  expect(after).toEqual(before);
  expect(after).toHaveLength(59);
  expect(await test.db.$count(skus)).toBe(59 * 4 + 1);
});

it("brings a fact up to date without a new id", async () => {
  const [before] = await test.db.select().from(acceleratorModels).orderBy(acceleratorModels.code);
  await test.db.update(acceleratorModels).set({ tdpW: 1 });
  await seedReference(test.db);
  const [after] = await test.db.select().from(acceleratorModels).orderBy(acceleratorModels.code);
  expect(after).toEqual(before);
});

it("keeps unknown facts null and says what no source backs", () => {
  const models = new Map(readAcceleratorModels().map((model) => [model.code, model]));
  expect(models.get("mlu590")).toMatchObject({ memoryGb: null, tdpW: null, reportedNames: [] });
  expect(models.get("h100-sxm-80")).toMatchObject({
    name: "NVIDIA H100 SXM 80 GB",
    pciIds: ["10de:2330"],
    reportedNames: ["NVIDIA H100 80GB HBM3"],
    reportedMemoryMib: 81559,
    unverified: ["formFactor", "memoryType"],
  });
  expect(models.get("ascend-910b1-64")).toMatchObject({ name: "Huawei Ascend 910B1 64 GB", vendor: "Huawei" });
});

it("knows a chip of a card that has several by what its tool lists, and none by the memory of the whole card", () => {
  const models = readAcceleratorModels().map((model) => ({ id: model.code, ...model }));
  const of = (vendor: string, reportedName: string, memoryMib: number, pciId: string | null = null) =>
    matchModel({ vendor, reportedName, memoryMib, pciId }, models);
  expect(of("Huawei", "Ascend910", 65_536)).toBe("ascend-910c-64");
  expect(of("Huawei", "Ascend910", 131_072)).toBeNull();
  expect(of("Huawei", "310P3", 21_525)).toBe("ascend-310p3");
  for (const memoryMib of [44_280, 43_693]) expect(of("Huawei", "310P3", memoryMib)).toBe("ascend-310p3-48");
  expect(of("AMD", "AMD Instinct MI250X", 65_520, "1002:7408")).toBe("mi250x-64");
  expect(of("AMD", "AMD Instinct MI250X", 131_040, "1002:7408")).toBeNull();
  expect(models.filter(({ chipsPerCard }) => chipsPerCard > 1).map(({ code }) => code)).toEqual([
    "mi250x-64",
    "ascend-910c-64",
    "ascend-310p3-48",
  ]);
});
