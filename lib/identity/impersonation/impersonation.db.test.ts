import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { auditEvents, mails, memberships, notices, sessions, supportVisits } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import {
  createCustomer,
  createMember,
  createOperator,
  createPlatform,
  type TestParty,
  testContext,
} from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { testSshKey } from "@/db/testing/ssh-keys";
import { chainAuditEvents } from "@/lib/audit/chain-audit-events";
import type { Context, UserActor } from "@/lib/context";
import { isReading, PERMISSIONS, type Permission, rolesFor, STEP_UP } from "@/lib/core/permissions";
import { addSshKey } from "../add-ssh-key";
import { listAuditEvents } from "../audit-queries";
import { authorize } from "../authorize";
import { raiseNotice } from "../notices";
import { resolveOwnNotice } from "../resolve-own-notice";
import { revokeSession } from "../revoke-session";
import { endDueVisits } from "./end-due-visits";
import { endImpersonation } from "./end-impersonation";
import { findVisit } from "./find-visit";
import type { StartImpersonationInput } from "./schemas";
import { setSupportAccess } from "./set-support-access";
import { startImpersonation } from "./start-impersonation";
import { getSupportAccess } from "./visit-queries";

let database: TestDatabase;
let platform: TestParty;
let customer: TestParty;
let admin: TestParty;
let support: TestParty;
let now: Date;

beforeAll(async () => {
  database = await createTestDatabase();
  now = new Date();
  await installTestClock(database.db, now);
  platform = await createPlatform(database.db);
});
afterAll(() => database.close());

beforeEach(async () => {
  customer = await createCustomer(database.db);
  admin = await createMember(database.db, platform, "admin");
  support = await createMember(database.db, platform, "support");
});

const REASON = "You asked why seven is slow to boot.";

async function pass(seconds: number) {
  now = new Date(now.getTime() + seconds * 1_000);
  await setTestClock(database.db, now);
}

const start = (staff: TestParty, input: Partial<StartImpersonationInput> = {}) =>
  startImpersonation(staff.ctx, { organizationId: customer.organizationId, reason: REASON, ...input });

const find = (staff: TestParty, visitId: string) =>
  findVisit(database, { visitId, staffSessionId: staff.actor.sessionId });

async function visit(staff: TestParty, input: Partial<StartImpersonationInput> = {}) {
  const { visitId } = await start(staff, input);
  const actor = (await find(staff, visitId))!;
  return { visitId, actor, ctx: testContext(database.db, actor) };
}

const logOf = (organizationId: string) =>
  database.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.organizationId, organizationId))
    .orderBy(auditEvents.number);

const worker = () => testContext(database.db, { type: "system", name: "end-support-visits" });

test("staff looks in as the one who leads, stays themselves, and the organization is told in its log, by notice and by mail", async () => {
  const { visitId, actor } = await visit(support, { minutes: 20 });
  expect(actor).toMatchObject({
    userId: support.userId,
    organizationId: customer.organizationId,
    organizationKind: "customer",
    role: "owner",
    hasFreshFactor: false,
    impersonation: { staffUserId: support.userId, staffEmail: support.email, reason: REASON, readOnly: true },
  });
  const [begun] = (await logOf(customer.organizationId)).filter((event) => event.action === "support_visit.start");
  expect(begun).toMatchObject({
    actorName: support.email,
    targetId: visitId,
    detail: { reason: REASON, isReadOnly: true },
  });
  expect(begun!.actorOrganizationId).toBe(platform.organizationId);
  const told = await database.db.select().from(notices).where(eq(notices.organizationId, customer.organizationId));
  expect(told).toEqual([expect.objectContaining({ key: `support-visit:${visitId}`, resolvedAt: null })]);
  const sent = await database.db.select().from(mails).where(eq(mails.organizationId, customer.organizationId));
  expect(sent).toEqual([expect.objectContaining({ template: "support-visit", toAddress: customer.email })]);
});

test("a visit that only looks is let do what reads and nothing else, whatever asks", async () => {
  const { ctx } = await visit(admin);
  const mine = (Object.keys(PERMISSIONS) as Permission[]).filter((one) => rolesFor(one, "customer").includes("owner"));
  const allowed = mine.filter((permission) => {
    try {
      authorize(ctx, permission);
      return true;
    } catch {
      return false;
    }
  });
  expect(mine.filter((one) => !isReading(one)).length).toBeGreaterThan(10);
  expect(allowed).toEqual(mine.filter(isReading));
});

test("nor does it change what asks for no more than to look", async () => {
  const { organizationId } = customer;
  const notice = { organizationId, key: "a-fact", severity: "info", title: "A fact", body: "It is so." } as const;
  await raiseNotice(database.db, notice, now);
  const [raised] = await database.db
    .select()
    .from(notices)
    .where(and(eq(notices.organizationId, organizationId), eq(notices.key, "a-fact")));
  const { ctx } = await visit(support);
  await expect(resolveOwnNotice(ctx, { noticeId: raised!.id })).rejects.toMatchObject({ code: "forbidden" });
  const [still] = await database.db.select().from(notices).where(eq(notices.id, raised!.id));
  expect(still!.resolvedAt).toBeNull();
});

test("an admin may change things, never what asks for a second factor, and each change carries who really did it", async () => {
  const { actor, ctx } = await visit(admin, { write: true });
  for (const permission of STEP_UP)
    if (rolesFor(permission, "customer").length > 0)
      expect(() => authorize(ctx, permission), permission).toThrow(/does not allow/);
  const { sshKeyId } = await addSshKey(ctx, { name: "laptop", publicKey: testSshKey() });
  const added = (await logOf(customer.organizationId)).find((event) => event.targetId === sshKeyId);
  expect(added).toMatchObject({ actorId: admin.userId, impersonatorId: admin.userId, impersonatorName: admin.email });
  const { events } = await listAuditEvents(customer.ctx, { q: "", areas: [], actors: ["staff"], limit: 50, offset: 0 });
  expect(events.map(({ action }) => action)).toEqual(["ssh_key.add", "support_visit.start"]);
  expect(events.every(({ isByStaff }) => isByStaff)).toBe(true);
  expect(actor.role).toBe("owner");
});

test("support may only look, and the other roles of the platform not even that", async () => {
  await expect(start(support, { write: true })).rejects.toMatchObject({ code: "forbidden" });
  for (const role of ["finance", "operations"] as const) {
    const other = await createMember(database.db, platform, role);
    await expect(start(other)).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(start(customer)).rejects.toMatchObject({ code: "forbidden" });
});

test("it takes a fresh second factor, a reason and an hour at most", async () => {
  const stale = { ...support, ctx: { ...support.ctx, actor: { ...support.actor, hasFreshFactor: false } } };
  await expect(start(stale)).rejects.toMatchObject({ code: "second_factor_required" });
  await expect(start(support, { reason: "because" })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(start(support, { minutes: 61 })).rejects.toMatchObject({ code: "invalid_input" });
});

test("nobody visits the platform, nobody who does not exist, and nobody from within a visit", async () => {
  await expect(start(support, { organizationId: platform.organizationId })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(start(support, { organizationId: "org_nobody" })).rejects.toMatchObject({ code: "not_found" });
  const { ctx } = await visit(admin, { write: true });
  const operator = await createOperator(database.db);
  const nested = startImpersonation(ctx, { organizationId: operator.organizationId, reason: REASON });
  await expect(nested).rejects.toMatchObject({ code: "forbidden" });
});

test("leaving ends it: no session is left, the log says so and the notice is gone", async () => {
  const { visitId, ctx } = await visit(support);
  expect(await endImpersonation(ctx)).toEqual({ organizationId: customer.organizationId });
  expect(await find(support, visitId)).toBeNull();
  await endImpersonation(ctx);
  const log = await logOf(customer.organizationId);
  expect(log.filter(({ action }) => action === "support_visit.end")).toEqual([
    expect.objectContaining({ targetId: visitId, impersonatorId: support.userId }),
  ]);
  const open = await database.db
    .select()
    .from(notices)
    .where(and(eq(notices.organizationId, customer.organizationId), isNull(notices.resolvedAt)));
  expect(open).toEqual([]);
});

test("a visit whose time is up is no session, and its end is written once however many workers look", async () => {
  const { visitId } = await visit(support, { minutes: 5 });
  await pass(299);
  expect(await find(support, visitId)).not.toBeNull();
  await pass(1);
  expect(await find(support, visitId)).toBeNull();
  await Promise.all([endDueVisits(worker()), endDueVisits(worker())]);
  const ends = (await logOf(customer.organizationId)).filter(({ action }) => action === "support_visit.end");
  expect(ends).toEqual([expect.objectContaining({ detail: { because: "time", visitor: support.email } })]);
  const [row] = await database.db.select().from(supportVisits).where(eq(supportVisits.id, visitId));
  expect(row!.endedAt).toEqual(row!.endsAt);
});

test.each<[string, (staff: TestParty) => Promise<unknown>]>([
  ["leaves the platform", ({ userId }) => database.db.delete(memberships).where(eq(memberships.userId, userId))],
  [
    "gets a role that may not visit",
    ({ userId }) => database.db.update(memberships).set({ role: "finance" }).where(eq(memberships.userId, userId)),
  ],
  ["signs out", ({ ctx, actor }) => revokeSession(ctx, { sessionId: actor.sessionId })],
  [
    "has a session that has run out",
    ({ actor }) => database.db.update(sessions).set({ expiresAt: now }).where(eq(sessions.id, actor.sessionId)),
  ],
])("the visit of somebody who %s is over at once", async (_, happen) => {
  const { visitId } = await visit(support);
  await happen(support);
  expect(await find(support, visitId)).toBeNull();
  expect(await endDueVisits(worker())).toBe(1);
});

test("an admin who becomes support loses a visit that may change things, not one that looks", async () => {
  const writing = await visit(admin, { write: true });
  const demote = () =>
    database.db.update(memberships).set({ role: "support" }).where(eq(memberships.userId, admin.userId));
  await demote();
  expect(await find(admin, writing.visitId)).toBeNull();
  const looking = await visit({
    ...admin,
    ctx: { ...admin.ctx, actor: { ...admin.actor, role: "support" } } as Context,
  });
  expect(await find(admin, looking.visitId)).not.toBeNull();
});

test("a visit is worth nothing beside another session than the one it began in", async () => {
  const { visitId } = await visit(support);
  expect(await find(admin, visitId)).toBeNull();
  expect(await find(customer, visitId)).toBeNull();
});

test("the next visit of a session ends the one before", async () => {
  const first = await visit(support);
  const operator = await createOperator(database.db);
  const second = await visit(support, { organizationId: operator.organizationId });
  expect(await find(support, first.visitId)).toBeNull();
  expect(second.actor).toMatchObject({ organizationKind: "operator", role: "owner" });
});

test("an organization that switches visits off ends those under way and refuses more, but for what the law asks of an admin", async () => {
  const { visitId, ctx } = await visit(support);
  await expect(setSupportAccess(ctx, { isAllowed: false })).rejects.toMatchObject({ code: "forbidden" });
  await setSupportAccess(customer.ctx, { isAllowed: false });
  await setSupportAccess(customer.ctx, { isAllowed: false });
  expect(await find(support, visitId)).toBeNull();
  await expect(start(support)).rejects.toMatchObject({ code: "precondition_failed" });
  await expect(start(support, { legal: true })).rejects.toMatchObject({ code: "forbidden" });
  await expect(start(admin, { legal: true, write: true })).rejects.toMatchObject({ code: "invalid_input" });
  const legal = await visit(admin, { legal: true });
  expect(legal.actor.impersonation).toMatchObject({ readOnly: true });
  const changes = (await logOf(customer.organizationId)).filter(({ action }) => action === "support_access.set");
  expect(changes).toEqual([expect.objectContaining({ before: { isAllowed: true }, after: { isAllowed: false } })]);
  await setSupportAccess(customer.ctx, { isAllowed: true });
  expect(await find(support, (await visit(support)).visitId)).not.toBeNull();
});

test("who may not run the organization may not let support in, and a visit in write mode may not either", async () => {
  const member = await createMember(database.db, customer, "member");
  await expect(setSupportAccess(member.ctx, { isAllowed: false })).rejects.toMatchObject({ code: "forbidden" });
  const { ctx } = await visit(admin, { write: true });
  await expect(setSupportAccess(ctx, { isAllowed: false })).rejects.toMatchObject({ code: "forbidden" });
  await expect(setSupportAccess(platform.ctx, { isAllowed: false })).rejects.toMatchObject({
    code: "precondition_failed",
  });
});

test("an organization sees its own visits and log alone", async () => {
  await visit(support);
  const other = await createCustomer(database.db);
  expect((await getSupportAccess(customer.ctx)).visits).toHaveLength(1);
  expect((await getSupportAccess(other.ctx, { organizationId: customer.organizationId })).visits).toEqual([]);
  expect((await getSupportAccess(platform.ctx, { organizationId: customer.organizationId })).visits).toHaveLength(1);
  const filter = { q: "", areas: [], actors: [], limit: 200, offset: 0, everywhere: true };
  const { events } = await listAuditEvents(other.ctx, { ...filter, organizationId: customer.organizationId });
  expect(new Set(events.map((event) => event.organizationId))).toEqual(new Set([other.organizationId]));
});

test("the database keeps a visit to its hour, its reason and its place", async () => {
  const { visitId } = await visit(support);
  const change = (set: string) => database.pool.query(`UPDATE support_visits SET ${set} WHERE id = $1`, [visitId]);
  for (const set of ["ends_at = ends_at + interval '1 day'", "reason = 'another reason'", "is_read_only = false"])
    await expect(change(set), set).rejects.toThrow(/a visit only ends/);
  await expect(database.pool.query("DELETE FROM support_visits")).rejects.toThrow(/append-only/);
  while ((await chainAuditEvents(database)) > 0);
  expect((await find(support, visitId)) satisfies UserActor | null).not.toBeNull();
});
