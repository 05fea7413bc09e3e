import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { hostEvents, leaseEvents, probeChanges, probes } from "@/db/schema";
import { RETAIL_MICROS } from "@/db/testing/scene";
import { priceMicros } from "@/lib/core/rating/amount";
import { judgeReachability } from "./judge-reachability";
import { beatProbe, stopProbe } from "./probe-heartbeat";
import { lookedAtScene, runLookedAt } from "./testing/looked-at";
import { TestProbes } from "./testing/probes";

const held = lookedAtScene();
const running = () => runLookedAt(held.scene, held.eyes);
const judge = () => judgeReachability(held.scene.worker());
const at = (secondsAgo: number) => new Date(Math.floor(held.scene.now.getTime() / 1_000) * 1_000 - secondsAgo * 1_000);

test("what two probes fail to reach twice is unreachable though its host says otherwise, from the first failed look on, and back without a person", async () => {
  const { lease, out, tenSeconds, container, end, state } = await running();
  await tenSeconds();
  expect(await tenSeconds(out)).toBe(0);
  const failedAt = at(0);
  expect(await state()).toBe("running");
  expect(await tenSeconds(out)).toBe(1);
  expect(await state()).toBe("unreachable");
  const events = await held.scene.database.db.select().from(leaseEvents).where(eq(leaseEvents.leaseId, lease.id));
  const declared = events.find(({ kind }) => kind === "lease.unreachable")!;
  expect(declared).toMatchObject({
    source: "probe",
    at: failedAt,
    detail: { declaredAt: held.scene.now.toISOString() },
  });
  expect(declared.message).toBe("Not reachable from outside: 2 of 2 probes (no answer in time); not billed from here");
  // the host insists, and nobody believes it
  await tenSeconds(out);
  expect(await state()).toBe("unreachable");
  await container.runFor(5);
  await held.eyes.rounds();
  expect(await state()).toBe("unreachable");
  await container.runFor(5);
  expect(await state()).toBe("running");
  await container.runFor(20);
  expect(await end()).toBe(priceMicros(RETAIL_MICROS, 20n) + priceMicros(RETAIL_MICROS, 20n));
  const told = await held.scene.database.db.select().from(hostEvents).where(eq(hostEvents.hostId, lease.hostId));
  expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["unreachable_outside", "reachable_outside"]));
  const changes = await held.scene.database.db.select().from(probeChanges).where(eq(probeChanges.leaseId, lease.id));
  expect(changes.map(({ probe, answers }) => `${probe} ${answers}`).sort()).toEqual([
    "a false",
    "a true",
    "b false",
    "b true",
  ]);
});

test("one probe alone decides nothing, neither that it is away nor that it is back", async () => {
  const { lease, out, container, tenSeconds, end, state } = await running();
  for (let round = 0; round < 4; round++) {
    await container.runFor(10);
    await held.eyes.round("a", out);
    await held.eyes.round("b");
    expect(await judge()).toBe(0);
  }
  await tenSeconds(out);
  expect(await tenSeconds(out)).toBe(1);
  await container.runFor(10);
  await held.eyes.round("a");
  await held.eyes.round("b", out);
  await container.beat();
  expect(await state()).toBe("unreachable");
  await held.eyes.rounds();
  await container.beat();
  expect(await state()).toBe("running");
  await end();
  expect((await held.scene.read(lease)).billedThrough).toEqual((await held.scene.read(lease)).endedAt);
});

test("probes that are silent, stopped or replaced do not count, and with one left the host's word decides", async () => {
  const { out, container, tenSeconds, end, state } = await running();
  await tenSeconds(out);
  await held.scene.database.db.update(probes).set({ stoppedAt: held.scene.now }).where(eq(probes.name, "b"));
  expect(await tenSeconds(out)).toBe(0);
  await held.scene.database.db.update(probes).set({ stoppedAt: null }).where(eq(probes.name, "b"));
  expect(await judge()).toBe(1);
  await container.runFor(35);
  await held.eyes.round("a", out);
  await container.beat();
  expect(await state()).toBe("running");
  expect(await judge()).toBe(0);
  await end();
});

test("probes that lose most operators' hosts at once are not believed", async () => {
  const { out, tenSeconds, container, end, state } = await running();
  await tenSeconds(out);
  await container.runFor(10);
  await held.eyes.rounds(out);
  const [tally] = await held.scene.database.db.select().from(probes).where(eq(probes.name, "b"));
  expect(tally).toMatchObject({ leases: 1, failing: 1, operators: 1, operatorsFailing: 1 });
  await held.scene.database.db.update(probes).set({ operators: 4, operatorsFailing: 3 }).where(eq(probes.name, "b"));
  expect(await judge()).toBe(0);
  await held.scene.database.db.update(probes).set({ operators: 4, operatorsFailing: 2 }).where(eq(probes.name, "b"));
  expect(await judge()).toBe(1);
  await held.eyes.rounds();
  await container.beat();
  expect(await state()).toBe("running");
  await end();
});

test("a name that another run has taken over tells nothing more", async () => {
  const { end } = await running();
  const [before] = await held.scene.database.db.select().from(probes).where(eq(probes.name, "a"));
  await held.scene.pass(1);
  const other = new TestProbes(held.scene.database.db);
  await other.start("a");
  expect(await held.eyes.round("a")).toBe(false);
  expect(await beatProbe(held.scene.database.db, "a", before!.startedAt)).toBe(false);
  expect(await other.round("a")).toBe(true);
  await stopProbe(held.scene.database.db, "a", before!.startedAt);
  expect((await held.scene.database.db.select().from(probes).where(eq(probes.name, "a")))[0]?.stoppedAt).toBeNull();
  await end();
});

test("a container that was replaced while nobody reached it ends its lease, whatever the probes say", async () => {
  const { lease, out, tenSeconds, container, state } = await running();
  await tenSeconds(out);
  await tenSeconds(out);
  await held.eyes.rounds();
  await container.beat({ containerId: "another" });
  expect(await state()).toBe("ended");
  await held.scene.tick();
  expect(await held.scene.chargedFor(lease)).toBe(priceMicros(RETAIL_MICROS, 10n));
});
