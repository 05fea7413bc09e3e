import { afterAll, beforeAll, expect, it } from "vitest";
import { acceleratorModels, skus } from "@/db/schema";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
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
  expect(after).toHaveLength(58);
  expect(await test.db.$count(skus)).toBe(58 * 4 + 1);
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
  expect(models.get("ascend-910c-128")?.reportedMemoryMib).toBeNull();
});
