import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceleratorModels, hostEvents, notices } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { newId } from "@/lib/ids";
import { listAccelerators } from "./host-queries";
import { matchUnknownAccelerators } from "./match-unknown-accelerators";
import { h100s } from "./testing/agent";
import { createTestFleet, enrolTestHost } from "./testing/site";

type Fleet = Awaited<ReturnType<typeof createTestFleet>>;
let fleet: Fleet;
let hostId: string;

const work = () => matchUnknownAccelerators(testContext(fleet.database.db, { type: "system", name: "worker" }));
const models = async () => (await listAccelerators(fleet.operator.ctx, hostId)).map(({ modelCode }) => modelCode);
const openNotices = async () => {
  const rows = await fleet.database.db
    .select()
    .from(notices)
    .where(sql`key LIKE 'unknown-model:%' AND ended_at IS NULL`);
  return rows.map(({ title, body }) => ({ title, body }));
};

beforeAll(async () => {
  fleet = await createTestFleet();
  const future = { reportedName: "NVIDIA X900", memoryMib: 524_288, pciId: "10de:9999" };
  ({ hostId } = await enrolTestHost(fleet.operator.ctx, {
    siteId: fleet.siteId,
    hostName: "gpu-1",
    accelerators: h100s(2, "future", future),
  }));
});
afterAll(() => fleet.database.close());

test("accelerators of a model that the catalogue does not have are told to the desk with their PCI id, once", async () => {
  expect(await work()).toBe(0);
  expect(await work()).toBe(0);
  expect(await models()).toEqual([null, null]);
  expect(await openNotices()).toEqual([
    {
      title: "Not in the catalogue: NVIDIA X900",
      body: "2 on one host (10de:9999, 524288 MiB). They are matched, and can be leased, when the catalogue has the model.",
    },
  ]);
});

test("once the catalogue has learned the model they have it, their host's timeline says so, and the desk's notice is gone", async () => {
  const model = {
    id: newId("mdl"),
    code: "x900",
    vendor: "NVIDIA",
    name: "NVIDIA X900",
    memoryGb: 512,
    pciIds: ["10de:9999"],
    source: "a test",
  };
  await fleet.database.db.insert(acceleratorModels).values(model);
  expect(await work()).toBe(2);
  expect(await work()).toBe(0);
  expect(await models()).toEqual(["x900", "x900"]);
  const events = await fleet.database.db.select().from(hostEvents).where(eq(hostEvents.kind, "model_matched"));
  expect(events.map(({ summary }) => summary).sort()).toEqual([
    "Accelerator 0, NVIDIA X900, is known to the catalogue now: NVIDIA X900.",
    "Accelerator 1, NVIDIA X900, is known to the catalogue now: NVIDIA X900.",
  ]);
  expect(await openNotices()).toEqual([]);
});
