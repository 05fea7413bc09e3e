import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { memberships, notices, sessions, supportVisits } from "@/db/schema";
import { createMember, createOperator, type TestParty } from "@/db/testing/context";
import { chainAuditEvents } from "@/lib/audit/chain-audit-events";
import type { Context, UserActor } from "@/lib/context";
import { revokeSession } from "../revoke-session";
import { endDueVisits } from "./end-due-visits";
import { endImpersonation } from "./end-impersonation";
import { setSupportAccess } from "./set-support-access";
import { Visits } from "./testing/visits";

let visits: Visits;

beforeAll(async () => {
  visits = await Visits.open();
});
afterAll(() => visits.database.close());
beforeEach(() => visits.renew());

test("leaving ends it: no session is left, the log says so and the notice is gone", async () => {
  const { visitId, ctx } = await visits.visit(visits.support);
  expect(await endImpersonation(ctx)).toEqual({ organizationId: visits.customer.organizationId });
  expect(await visits.find(visits.support, visitId)).toBeNull();
  await endImpersonation(ctx);
  const log = await visits.logOf(visits.customer.organizationId);
  expect(log.filter(({ action }) => action === "support_visit.end")).toEqual([
    expect.objectContaining({ targetId: visitId, impersonatorId: visits.support.userId }),
  ]);
  const open = await visits.database.db
    .select()
    .from(notices)
    .where(and(eq(notices.organizationId, visits.customer.organizationId), isNull(notices.resolvedAt)));
  expect(open).toEqual([]);
});

test("a visit whose time is up is no session, and its end is written once however many workers look", async () => {
  const { visitId } = await visits.visit(visits.support, { minutes: 5 });
  await visits.pass(299);
  expect(await visits.find(visits.support, visitId)).not.toBeNull();
  await visits.pass(1);
  expect(await visits.find(visits.support, visitId)).toBeNull();
  await Promise.all([endDueVisits(visits.worker()), endDueVisits(visits.worker())]);
  const ends = (await visits.logOf(visits.customer.organizationId)).filter(
    ({ action }) => action === "support_visit.end",
  );
  expect(ends).toEqual([expect.objectContaining({ detail: { because: "time", visitor: visits.support.email } })]);
  const [row] = await visits.database.db.select().from(supportVisits).where(eq(supportVisits.id, visitId));
  expect(row!.endedAt).toEqual(row!.endsAt);
});

test.each<[string, (staff: TestParty) => Promise<unknown>]>([
  ["leaves the platform", ({ userId }) => visits.database.db.delete(memberships).where(eq(memberships.userId, userId))],
  [
    "gets a role that may not visit",
    ({ userId }) =>
      visits.database.db.update(memberships).set({ role: "finance" }).where(eq(memberships.userId, userId)),
  ],
  ["signs out", ({ ctx, actor }) => revokeSession(ctx, { sessionId: actor.sessionId })],
  [
    "has a session that has run out",
    ({ actor }) =>
      visits.database.db.update(sessions).set({ expiresAt: visits.now }).where(eq(sessions.id, actor.sessionId)),
  ],
])("the visit of somebody who %s is over at once", async (_, happen) => {
  const { visitId } = await visits.visit(visits.support);
  await happen(visits.support);
  expect(await visits.find(visits.support, visitId)).toBeNull();
  expect(await endDueVisits(visits.worker())).toBe(1);
});

test("an admin who becomes support loses a visit that may change things, not one that looks", async () => {
  const writing = await visits.visit(visits.admin, { write: true });
  const demote = () =>
    visits.database.db.update(memberships).set({ role: "support" }).where(eq(memberships.userId, visits.admin.userId));
  await demote();
  expect(await visits.find(visits.admin, writing.visitId)).toBeNull();
  const looking = await visits.visit({
    ...visits.admin,
    ctx: { ...visits.admin.ctx, actor: { ...visits.admin.actor, role: "support" } } as Context,
  });
  expect(await visits.find(visits.admin, looking.visitId)).not.toBeNull();
});

test("a visit is worth nothing beside another session than the one it began in", async () => {
  const { visitId } = await visits.visit(visits.support);
  expect(await visits.find(visits.admin, visitId)).toBeNull();
  expect(await visits.find(visits.customer, visitId)).toBeNull();
});

test("the next visit of a session ends the one before", async () => {
  const first = await visits.visit(visits.support);
  const operator = await createOperator(visits.database.db);
  const second = await visits.visit(visits.support, { organizationId: operator.organizationId });
  expect(await visits.find(visits.support, first.visitId)).toBeNull();
  expect(second.actor).toMatchObject({ organizationKind: "operator", role: "owner" });
});

test("an organization that switches visits off ends those under way and refuses more, but for what the law asks of an admin", async () => {
  const { visitId, ctx } = await visits.visit(visits.support);
  await expect(setSupportAccess(ctx, { isAllowed: false })).rejects.toMatchObject({ code: "forbidden" });
  await setSupportAccess(visits.customer.ctx, { isAllowed: false });
  await setSupportAccess(visits.customer.ctx, { isAllowed: false });
  expect(await visits.find(visits.support, visitId)).toBeNull();
  await expect(visits.start(visits.support)).rejects.toMatchObject({ code: "precondition_failed" });
  await expect(visits.start(visits.support, { legal: true })).rejects.toMatchObject({ code: "forbidden" });
  await expect(visits.start(visits.admin, { legal: true, write: true })).rejects.toMatchObject({
    code: "invalid_input",
  });
  const legal = await visits.visit(visits.admin, { legal: true });
  expect(legal.actor.impersonation).toMatchObject({ readOnly: true });
  const changes = (await visits.logOf(visits.customer.organizationId)).filter(
    ({ action }) => action === "support_access.set",
  );
  expect(changes).toEqual([expect.objectContaining({ before: { isAllowed: true }, after: { isAllowed: false } })]);
  await setSupportAccess(visits.customer.ctx, { isAllowed: true });
  expect(await visits.find(visits.support, (await visits.visit(visits.support)).visitId)).not.toBeNull();
});

test("who may not run the organization may not let support in, and a visit in write mode may not either", async () => {
  const member = await createMember(visits.database.db, visits.customer, "member");
  await expect(setSupportAccess(member.ctx, { isAllowed: false })).rejects.toMatchObject({ code: "forbidden" });
  const { ctx } = await visits.visit(visits.admin, { write: true });
  await expect(setSupportAccess(ctx, { isAllowed: false })).rejects.toMatchObject({ code: "forbidden" });
  await expect(setSupportAccess(visits.platform.ctx, { isAllowed: false })).rejects.toMatchObject({
    code: "precondition_failed",
  });
});

test("the database keeps a visit to its hour, its reason and its place", async () => {
  const { visitId } = await visits.visit(visits.support);
  const change = (set: string) =>
    visits.database.pool.query(`UPDATE support_visits SET ${set} WHERE id = $1`, [visitId]);
  for (const set of ["ends_at = ends_at + interval '1 day'", "reason = 'another reason'", "is_read_only = false"])
    await expect(change(set), set).rejects.toThrow(/a visit only ends/);
  await expect(visits.database.pool.query("DELETE FROM support_visits")).rejects.toThrow(/append-only/);
  while ((await chainAuditEvents(visits.database)) > 0);
  expect((await visits.find(visits.support, visitId)) satisfies UserActor | null).not.toBeNull();
});
