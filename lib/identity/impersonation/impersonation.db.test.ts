import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { mails, notices } from "@/db/schema";
import { createCustomer, createMember, createOperator } from "@/db/testing/context";
import { testSshKey } from "@/db/testing/ssh-keys";
import { isReading, PERMISSIONS, type Permission, rolesFor, STEP_UP } from "@/lib/core/permissions";
import { addSshKey } from "../add-ssh-key";
import { listAuditEvents } from "../audit-queries";
import { authorize } from "../authorize";
import { raiseNotice } from "../notices";
import { resolveOwnNotice } from "../resolve-own-notice";
import { startImpersonation } from "./start-impersonation";
import { REASON, Visits } from "./testing/visits";
import { getSupportAccess } from "./visit-queries";

let visits: Visits;

beforeAll(async () => {
  visits = await Visits.open();
});
afterAll(() => visits.database.close());
beforeEach(() => visits.renew());

test("staff looks in as the one who leads, stays themselves, and the organization is told in its log, by notice and by mail", async () => {
  const { visitId, actor } = await visits.visit(visits.support, { minutes: 20 });
  expect(actor).toMatchObject({
    userId: visits.support.userId,
    organizationId: visits.customer.organizationId,
    organizationKind: "customer",
    role: "owner",
    hasFreshFactor: false,
    impersonation: {
      staffUserId: visits.support.userId,
      staffEmail: visits.support.email,
      reason: REASON,
      readOnly: true,
    },
  });
  const [begun] = (await visits.logOf(visits.customer.organizationId)).filter(
    (event) => event.action === "support_visit.start",
  );
  expect(begun).toMatchObject({
    actorName: visits.support.email,
    targetId: visitId,
    detail: { reason: REASON, isReadOnly: true },
  });
  expect(begun!.actorOrganizationId).toBe(visits.platform.organizationId);
  const told = await visits.database.db
    .select()
    .from(notices)
    .where(eq(notices.organizationId, visits.customer.organizationId));
  expect(told).toEqual([expect.objectContaining({ key: `support-visit:${visitId}`, resolvedAt: null })]);
  const sent = await visits.database.db
    .select()
    .from(mails)
    .where(eq(mails.organizationId, visits.customer.organizationId));
  expect(sent).toEqual([expect.objectContaining({ template: "support-visit", toAddress: visits.customer.email })]);
});

test("a visit that only looks is let do what reads and nothing else, whatever asks", async () => {
  const { ctx } = await visits.visit(visits.admin);
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
  const { organizationId } = visits.customer;
  const notice = { organizationId, key: "a-fact", severity: "info", title: "A fact", body: "It is so." } as const;
  await raiseNotice(visits.database.db, notice, visits.now);
  const [raised] = await visits.database.db
    .select()
    .from(notices)
    .where(and(eq(notices.organizationId, organizationId), eq(notices.key, "a-fact")));
  const { ctx } = await visits.visit(visits.support);
  await expect(resolveOwnNotice(ctx, { noticeId: raised!.id })).rejects.toMatchObject({ code: "forbidden" });
  const [still] = await visits.database.db.select().from(notices).where(eq(notices.id, raised!.id));
  expect(still!.resolvedAt).toBeNull();
});

test("an admin may change things, never what asks for a second factor, and each change carries who really did it", async () => {
  const { actor, ctx } = await visits.visit(visits.admin, { write: true });
  for (const permission of STEP_UP)
    if (rolesFor(permission, "customer").length > 0)
      expect(() => authorize(ctx, permission), permission).toThrow(/does not allow/);
  const { sshKeyId } = await addSshKey(ctx, { name: "laptop", publicKey: testSshKey() });
  const added = (await visits.logOf(visits.customer.organizationId)).find((event) => event.targetId === sshKeyId);
  expect(added).toMatchObject({
    actorId: visits.admin.userId,
    impersonatorId: visits.admin.userId,
    impersonatorName: visits.admin.email,
  });
  const { events } = await listAuditEvents(visits.customer.ctx, {
    q: "",
    areas: [],
    actors: ["staff"],
    limit: 50,
    offset: 0,
  });
  expect(events.map(({ action }) => action)).toEqual(["ssh_key.add", "support_visit.start"]);
  expect(events.every(({ isByStaff }) => isByStaff)).toBe(true);
  expect(actor.role).toBe("owner");
});

test("support may only look, and the other roles of the platform not even that", async () => {
  await expect(visits.start(visits.support, { write: true })).rejects.toMatchObject({ code: "forbidden" });
  for (const role of ["finance", "operations"] as const) {
    const other = await createMember(visits.database.db, visits.platform, role);
    await expect(visits.start(other)).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(visits.start(visits.customer)).rejects.toMatchObject({ code: "forbidden" });
});

test("it takes a fresh second factor, a reason and an hour at most", async () => {
  const stale = {
    ...visits.support,
    ctx: { ...visits.support.ctx, actor: { ...visits.support.actor, hasFreshFactor: false } },
  };
  await expect(visits.start(stale)).rejects.toMatchObject({ code: "second_factor_required" });
  await expect(visits.start(visits.support, { reason: "because" })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(visits.start(visits.support, { minutes: 61 })).rejects.toMatchObject({ code: "invalid_input" });
});

test("nobody visits the platform, nobody who does not exist, and nobody from within a visit", async () => {
  await expect(visits.start(visits.support, { organizationId: visits.platform.organizationId })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(visits.start(visits.support, { organizationId: "org_nobody" })).rejects.toMatchObject({
    code: "not_found",
  });
  const { ctx } = await visits.visit(visits.admin, { write: true });
  const operator = await createOperator(visits.database.db);
  const nested = startImpersonation(ctx, { organizationId: operator.organizationId, reason: REASON });
  await expect(nested).rejects.toMatchObject({ code: "forbidden" });
});

test("an organization sees its own visits and log alone", async () => {
  await visits.visit(visits.support);
  const other = await createCustomer(visits.database.db);
  expect((await getSupportAccess(visits.customer.ctx)).visits).toHaveLength(1);
  expect((await getSupportAccess(other.ctx, { organizationId: visits.customer.organizationId })).visits).toEqual([]);
  expect(
    (await getSupportAccess(visits.platform.ctx, { organizationId: visits.customer.organizationId })).visits,
  ).toHaveLength(1);
  const filter = { q: "", areas: [], actors: [], limit: 200, offset: 0, everywhere: true };
  const { events } = await listAuditEvents(other.ctx, { ...filter, organizationId: visits.customer.organizationId });
  expect(new Set(events.map((event) => event.organizationId))).toEqual(new Set([other.organizationId]));
});
