import { and, eq, isNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEvents, notices } from "@/db/schema";
import { EXITED, Scene } from "@/db/testing/scene";
import { watchBooks } from "./watch-books";

let scene: Scene;

beforeAll(async () => {
  scene = await Scene.open(new Date("2026-03-01T10:20:00.250Z"));
  const lease = await scene.buyer.launch(1);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(30);
  await container.beat(EXITED);
  await scene.tick();
});
afterAll(() => scene.close());

const open = () =>
  scene.database.db
    .select()
    .from(notices)
    .where(and(isNull(notices.organizationId), isNull(notices.resolvedAt)));
const audits = () => scene.database.db.select().from(auditEvents).where(eq(auditEvents.action, "books.audit"));
const shift = (micros: number) =>
  scene.database.db.execute(
    sql`UPDATE ledger_accounts SET balance_micros = balance_micros + ${micros} WHERE kind = 'operator_payable'`,
  );

test("of any number of workers one audits an hour, and sound books raise nothing", async () => {
  const turns = await Promise.all([1, 2, 3].map(() => watchBooks(scene.worker())));
  expect(turns.filter((broken) => broken !== null)).toEqual([0]);
  expect(await watchBooks(scene.worker())).toBeNull();
  expect(await audits()).toHaveLength(1);
  expect(await open()).toEqual([]);
});

test("a broken invariant is on the desk within the hour, once, and is resolved when it holds again", async () => {
  await shift(1);
  expect(await watchBooks(scene.worker())).toBeNull();
  await scene.pass(3_600);
  expect(await watchBooks(scene.worker())).toBe(1);
  await scene.pass(3_600);
  expect(await watchBooks(scene.worker())).toBe(1);
  expect(await open()).toEqual([
    expect.objectContaining({
      key: "audit:3",
      severity: "critical",
      detail: expect.objectContaining({ violations: 1 }),
    }),
  ]);
  await shift(-1);
  await scene.pass(3_600);
  expect(await watchBooks(scene.worker())).toBe(0);
  expect(await open()).toEqual([]);
  expect(await scene.findings()).toEqual([]);
});
