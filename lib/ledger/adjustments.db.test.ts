import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { auditEvents, ledgerAccounts, ledgerTransactions, manualAdjustments } from "@/db/schema";
import { createMember, type TestParty } from "@/db/testing/context";
import { codeOf } from "@/db/testing/refusal";
import { Scene } from "@/db/testing/scene";
import { newId } from "@/lib/ids";
import { decideAdjustment } from "./decide-adjustment";
import { requestAdjustment, writeOff } from "./request-adjustment";

let scene: Scene;
let desk: TestParty;
let second: TestParty;
let clerk: TestParty;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:00:00Z"));
  desk = scene.market.platform;
  second = await createMember(scene.database.db, desk, "admin");
  clerk = await createMember(scene.database.db, desk, "finance");
});
afterAll(() => scene.close());
afterEach(async () => expect(await scene.findings()).toEqual([]));

const request = (change: Partial<Parameters<typeof requestAdjustment>[1]> = {}) => ({
  organizationId: scene.buyer.organizationId,
  accountKind: "customer_prepaid" as const,
  contraKind: "sla_expense" as const,
  amountMicros: 5_000_000n,
  currency: "USD" as const,
  reason: "Goodwill for a slow night",
  idempotencyKey: newId("req"),
  ...change,
});

async function balance(kind: "customer_prepaid" | "customer_receivable" = "customer_prepaid"): Promise<bigint> {
  const [row] = await scene.database.db
    .select()
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.organizationId, scene.buyer.organizationId), eq(ledgerAccounts.kind, kind)));
  return row?.balanceMicros ?? 0n;
}

describe("a movement by hand", () => {
  test("up to the limit is posted at once, by any of the desk, and leaves an audit row", async () => {
    const before = await balance();
    const { adjustmentId, state } = await requestAdjustment(clerk.ctx, request());
    expect(state).toBe("posted");
    expect(await balance()).toBe(before + 5_000_000n);
    const [row] = await scene.database.db.select().from(auditEvents).where(eq(auditEvents.targetId, adjustmentId));
    expect(row).toMatchObject({ action: "ledger.adjustment", actorId: clerk.userId });
  });

  test("above it waits for another person, who alone can post or reject it, once", async () => {
    const before = await balance();
    const large = request({ amountMicros: 100_000_001n });
    const { adjustmentId, state } = await requestAdjustment(desk.ctx, large);
    expect(state).toBe("requested");
    expect(await balance()).toBe(before);
    const approve = { adjustmentId, decision: "approve" as const, note: "" };
    expect(await codeOf(decideAdjustment(desk.ctx, approve))).toBe("forbidden");
    expect(await codeOf(decideAdjustment(clerk.ctx, approve))).toBe("forbidden");
    const both = await Promise.allSettled([
      decideAdjustment(second.ctx, approve),
      decideAdjustment(second.ctx, approve),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await balance()).toBe(before + 100_000_001n);
    const { adjustmentId: other } = await requestAdjustment(desk.ctx, request({ amountMicros: 200_000_000n }));
    await decideAdjustment(second.ctx, { adjustmentId: other, decision: "reject", note: "Not ours to pay" });
    expect(await codeOf(decideAdjustment(second.ctx, { ...approve, adjustmentId: other }))).toBe("precondition_failed");
    expect(await balance()).toBe(before + 100_000_001n);
  });

  test("is booked once however often it is sent, also at once; with other figures it is a conflict", async () => {
    const before = await balance();
    const same = request();
    const answers = await Promise.all(Array.from({ length: 6 }, () => requestAdjustment(desk.ctx, same)));
    expect(new Set(answers.map((answer) => answer.adjustmentId)).size).toBe(1);
    expect(await balance()).toBe(before + 5_000_000n);
    expect(await codeOf(requestAdjustment(desk.ctx, { ...same, amountMicros: 6_000_000n }))).toBe("conflict");
  });

  test("never takes a balance below zero, and nothing is left of one that is refused", async () => {
    const before = await balance();
    const rows = await scene.database.db.$count(manualAdjustments);
    const { adjustmentId } = await requestAdjustment(desk.ctx, request({ amountMicros: -before - 1n }));
    const approve = { adjustmentId, decision: "approve" as const, note: "" };
    expect(await codeOf(decideAdjustment(second.ctx, approve))).toBe("precondition_failed");
    expect(await balance()).toBe(before);
    expect(await scene.database.db.$count(manualAdjustments)).toBe(rows + 1);
    const foreign = request({ organizationId: scene.market.operator.organizationId });
    expect(await codeOf(requestAdjustment(desk.ctx, foreign))).toBe("not_found");
    expect(await scene.database.db.$count(manualAdjustments)).toBe(rows + 1);
  });

  test.each([0n, 10_000_001_000_000n, -10_000_001_000_000n])(
    "of %s micros is refused beside the field",
    async (amountMicros) => {
      await expect(requestAdjustment(desk.ctx, request({ amountMicros }))).rejects.toMatchObject({
        code: "invalid_input",
        options: { fields: { amount: [expect.any(String)] } },
      });
    },
  );

  test.each(["org_nobody", "constructor", "%27"])(
    "of %s, which is no organization, is not found",
    async (organizationId) => {
      expect(await codeOf(requestAdjustment(desk.ctx, request({ organizationId })))).toBe("not_found");
    },
  );

  test("is the desk's alone", async () => {
    for (const party of [scene.buyer, scene.market.operator])
      expect(await codeOf(requestAdjustment(party.ctx, request()))).toBe("forbidden");
  });
});

describe("a write-off", () => {
  const debt = (amountMicros: bigint) => ({
    organizationId: scene.buyer.organizationId,
    accountKind: "customer_receivable" as const,
    amountMicros,
    currency: "USD" as const,
    reason: "The company was dissolved",
    idempotencyKey: newId("req"),
  });

  test("gives up what is owed, and no more", async () => {
    await requestAdjustment(
      desk.ctx,
      request({ accountKind: "customer_receivable", amountMicros: -50_000_000n, contraKind: "platform_revenue" }),
    );
    expect(await balance("customer_receivable")).toBe(-50_000_000n);
    expect(await codeOf(writeOff(desk.ctx, debt(50_000_001n)))).toBe("precondition_failed");
    expect(await codeOf(writeOff(desk.ctx, debt(-1n)))).toBe("invalid_input");
    await writeOff(desk.ctx, debt(50_000_000n));
    expect(await balance("customer_receivable")).toBe(0n);
    const written = await scene.database.db
      .select()
      .from(ledgerTransactions)
      .where(eq(ledgerTransactions.kind, "write_off"));
    expect(written).toHaveLength(1);
  });
});
