import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceleratorModels, accelerators, hosts } from "@/db/schema";
import { getHost, listAccelerators, listHosts } from "./host-queries";
import { recordHostReport } from "./record-host-report";
import { agentReport, h100s, hostFacts } from "./testing/agent";
import { createTestFleet, enrolTestHost } from "./testing/site";

type Fleet = Awaited<ReturnType<typeof createTestFleet>>;
let fleet: Fleet;
let serial = 0;

beforeAll(async () => {
  fleet = await createTestFleet();
});
afterAll(() => fleet.database.close());

async function host(accelerators = 0) {
  serial += 1;
  const tag = `h${serial}`;
  const hostName = `gpu-${serial}`;
  const { siteId } = fleet;
  return {
    tag,
    ...(await enrolTestHost(fleet.operator.ctx, { siteId, hostName, accelerators: h100s(accelerators, tag) })),
  };
}

function record(hostId: string, change: Parameters<typeof agentReport>[0], receivedAt = new Date()) {
  return fleet.database.db.transaction((tx) => recordHostReport(tx, hostId, agentReport(change), receivedAt));
}

const inventory = (hostId: string) => listAccelerators(fleet.operator.ctx, hostId);

test("a thousand reports leave as many rows as one", async () => {
  const { hostId, tag } = await host(8);
  const count = async () => {
    const { rows } = await fleet.database.db.execute<{ hosts: bigint; accelerators: bigint; audits: bigint }>(sql`
      SELECT (SELECT count(*) FROM hosts) AS hosts, (SELECT count(*) FROM accelerators) AS accelerators,
        (SELECT count(*) FROM audit_events) AS audits`);
    return rows[0];
  };
  const before = await count();
  const ids = (await inventory(hostId)).map((row) => row.id);
  for (let i = 0; i < 1_000; i++) await record(hostId, { accelerators: h100s(8, tag) });
  expect(await count()).toEqual(before);
  expect((await inventory(hostId)).map((row) => row.id)).toEqual(ids);
}, 240_000);

test("facts, driver and health follow the last report, and lastSeenAt never goes back", async () => {
  const { hostId, tag } = await host(2);
  const later = new Date(Date.now() + 60_000);
  const sick = h100s(2, tag, { driverVersion: "560.1", health: "failed", healthReasons: ["Xid 79"] });
  await record(hostId, { facts: hostFacts({ kernel: "6.12.1" }), accelerators: sick }, later);
  await record(hostId, { facts: hostFacts({ kernel: "6.12.2" }), accelerators: sick }, new Date(Date.now() - 60_000));
  const [row] = await fleet.database.db.select().from(hosts).where(eq(hosts.id, hostId));
  expect(row?.facts.kernel).toBe("6.12.2");
  expect(row?.lastSeenAt).toEqual(later);
  expect((await inventory(hostId))[0]).toMatchObject({
    driverVersion: "560.1",
    health: "failed",
    state: "unavailable",
  });
});

test("an accelerator that is no longer listed is missing since then, and back when it is listed again", async () => {
  const { hostId, tag } = await host(2);
  const gone = new Date();
  await record(hostId, { accelerators: h100s(1, tag) }, gone);
  await record(hostId, { accelerators: h100s(1, tag) }, new Date(gone.getTime() + 5_000));
  expect((await inventory(hostId)).map((row) => row.missingSince)).toEqual([null, gone]);
  await record(hostId, { accelerators: [] });
  expect((await inventory(hostId)).every((row) => row.missingSince !== null)).toBe(true);
  await record(hostId, { accelerators: h100s(2, tag) });
  expect((await inventory(hostId)).map((row) => row.missingSince)).toEqual([null, null]);
});

test("a UUID that another host enrolled stays there, and the second host says so", async () => {
  const first = await host(2);
  const second = await host(0);
  const claims = [...h100s(1, first.tag), ...h100s(1, second.tag)];
  await record(second.hostId, { accelerators: claims });
  expect(await inventory(first.hostId)).toHaveLength(2);
  expect((await inventory(second.hostId)).map((row) => row.uuid)).toEqual([`GPU-${second.tag}-0`]);
  const flagged = await getHost(fleet.operator.ctx, second.hostId);
  expect(flagged.status).toBe("degraded");
  expect(flagged.facts.problems).toEqual([expect.stringContaining(`GPU-${first.tag}-0 is enrolled with another host`)]);
  await record(second.hostId, { accelerators: h100s(1, second.tag) });
  expect((await getHost(fleet.operator.ctx, second.hostId)).facts.problems).toEqual([]);
});

test("one UUID twice in a report is counted once and flagged", async () => {
  const { hostId, tag } = await host(0);
  const { problems } = await record(hostId, { accelerators: [...h100s(1, tag), ...h100s(1, tag)] });
  expect(problems).toEqual([expect.stringContaining("more than once")]);
  expect(await inventory(hostId)).toHaveLength(1);
});

test("hosts that claim each other's accelerators at once neither deadlock nor move them", async () => {
  const [a, b] = [await host(4), await host(4)];
  const claims = [...h100s(4, a.tag), ...h100s(4, b.tag)];
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      record(i % 2 ? a.hostId : b.hostId, { accelerators: i % 3 ? claims : claims.toReversed() }),
    ),
  );
  expect(await inventory(a.hostId)).toHaveLength(4);
  expect(await inventory(b.hostId)).toHaveLength(4);
});

test("models are matched by PCI id, by name, and not at all where the facts contradict the catalogue", async () => {
  const { hostId, tag } = await host(0);
  const [h100, odd, ascend, sliced] = [
    h100s(1, `${tag}-a`, { index: 0 }),
    h100s(1, `${tag}-b`, { index: 1, pciId: "dead:beef", reportedName: "Something new", memoryMib: null }),
    h100s(1, `${tag}-c`, { index: 2, vendor: "Huawei", pciId: null, reportedName: "910B1", memoryMib: 65_536 }),
    h100s(1, `${tag}-d`, { index: 3, memoryMib: 9_984 }),
  ];
  await record(hostId, { accelerators: [...h100, ...odd, ...ascend, ...sliced] });
  const codes = (await inventory(hostId)).map((row) => row.modelCode);
  expect(codes).toEqual(["h100-sxm-80", null, "ascend-910b1-64", null]);
});

test("every model with a PCI id or a name of its own is found again from its own facts", async () => {
  const { hostId, tag } = await host(0);
  const models = await fleet.database.db.select().from(acceleratorModels);
  const named = models
    .filter((model) => model.reportedNames.length > 0 && model.reportedMemoryMib !== null)
    .slice(0, 60);
  const reports = named.map((model, index) => ({
    ...h100s(1, `${tag}-${model.code}`)[0]!,
    index,
    vendor:
      (["NVIDIA", "AMD", "Huawei", "Intel"] as const).find((vendor) => vendor === model.vendor) ?? ("other" as const),
    reportedName: model.reportedNames[0]!,
    pciId: model.pciIds[0] ?? null,
    memoryMib: model.reportedMemoryMib,
  }));
  await record(hostId, { accelerators: reports });
  const matched = (await inventory(hostId)).map((row) => row.modelCode);
  expect(matched).toEqual(named.map((model) => model.code));
});

test("a host is offline once it has been silent for longer than allowed", async () => {
  const { hostId } = await host(1);
  const later = { ...fleet.operator.ctx, now: new Date(Date.now() + 10 * 60_000) };
  expect((await getHost(later, hostId)).status).toBe("offline");
  expect((await listAccelerators(later, hostId))[0]?.state).toBe("offline");
  expect((await listHosts(fleet.operator.ctx, { siteId: fleet.siteId })).length).toBeGreaterThan(3);
  expect(await fleet.database.db.select().from(accelerators).where(eq(accelerators.hostId, hostId))).toHaveLength(1);
});

test("what the host's tools say of firmware, power and partitions is kept, and forgotten with the report that says it no more", async () => {
  const { hostId, tag } = await host();
  const slice = { index: 0, uuid: null, profile: "1g.10gb", gpuInstanceId: 7, computeInstanceId: 0, memoryMib: 9_728 };
  const mig = { enabled: true, pending: true, devices: [slice] };
  await record(hostId, { accelerators: h100s(1, tag, { firmwareVersion: "96.00.74", powerLimitW: 700, mig }) });
  expect(await inventory(hostId)).toMatchObject([{ firmwareVersion: "96.00.74", powerLimitW: 700, mig }]);
  await record(hostId, { accelerators: h100s(1, tag) });
  expect(await inventory(hostId)).toMatchObject([{ firmwareVersion: null, powerLimitW: null, mig: null }]);
});
