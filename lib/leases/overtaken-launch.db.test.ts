import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Transaction } from "@/db/client";
import { accelerators, hardwareFindings, hosts, leases, maintenanceWindows } from "@/db/schema";
import { codeOf } from "@/db/testing/refusal";
import { Scene } from "@/db/testing/scene";
import { lockHost } from "@/lib/fleet/lock-host";
import { newId } from "@/lib/ids";

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open(new Date("2026-12-01T10:00:00Z"));
});
afterEach(async () => {
  expect(await scene.findings()).toEqual([]);
  await scene.close();
});

/** A launch that has chosen the host and waits for its lock, while whoever holds that lock changes what was true of it. */
async function launchWhile(change: (tx: Transaction) => Promise<unknown>): Promise<string> {
  const { db } = scene.database;
  const launching = await db.transaction(async (tx) => {
    await lockHost(tx, scene.market.hostId);
    const launch = codeOf(scene.buyer.launch(1));
    await vi.waitFor(
      async () => {
        const waiting = sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        expect((await db.execute(waiting)).rows).not.toEqual([]);
      },
      { timeout: 20_000 },
    );
    await change(tx);
    return { launch };
  });
  return launching.launch;
}

const onHost = (set: Partial<typeof hosts.$inferInsert>) => (tx: Transaction) =>
  tx.update(hosts).set(set).where(eq(hosts.id, scene.market.hostId));

test.each<[string, () => (tx: Transaction) => Promise<unknown>]>([
  ["nothing", () => async () => {}],
  ["its key found on a second machine", () => onHost({ lockedAt: scene.now })],
  ["its clock found wrong", () => onHost({ clockOffsetMs: 30_001 })],
  ["a cordon", () => onHost({ cordonedAt: scene.now, cordonCause: "person", cordonReason: "Loud" })],
  [
    "a problem that it names",
    () => onHost({ facts: sql`jsonb_set(facts, '{problems}', '["No engine answers."]')` as never }),
  ],
  ["silence", () => onHost({ lastSeenAt: new Date(scene.now.getTime() - 600_000) })],
  [
    "a maintenance window",
    () => (tx) =>
      tx.insert(maintenanceWindows).values({
        id: newId("mnt"),
        hostId: scene.market.hostId,
        organizationId: scene.market.operator.organizationId,
        startsAt: scene.now,
        endsAt: new Date(scene.now.getTime() + 3_600_000),
        reason: "Fans",
        isEmergency: true,
        state: "scheduled",
        createdAt: scene.now,
      }),
  ],
  [
    "a finding about its hardware",
    () => (tx) =>
      tx.insert(hardwareFindings).values({
        id: newId("hwf"),
        hostId: scene.market.hostId,
        kind: "hardware_changed",
        subject: "machine",
        blocks: "host",
        summary: "Half of its memory is gone.",
        evidence: {},
        firstSeenAt: scene.now,
        lastSeenAt: scene.now,
      }),
  ],
  [
    "every accelerator cordoned",
    () => (tx) => tx.update(accelerators).set({ cordonedAt: scene.now, cordonCause: "health" }),
  ],
])(
  "a launch that is overtaken by %s, between choosing its host and taking it, takes what is right",
  async (what, change) => {
    const code = await launchWhile(change());
    expect(code).toBe(what === "nothing" ? "none" : "insufficient_capacity");
    expect(await scene.database.db.$count(leases)).toBe(what === "nothing" ? 1 : 0);
  },
);
