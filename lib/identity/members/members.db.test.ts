import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEvents, mails, memberships, sessions, users } from "@/db/schema";
import {
  createCustomer,
  createMember,
  createOperator,
  createPlatform,
  type TestParty,
  testContext,
} from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import { isPermitted, ROLES_OF, type Role } from "@/lib/core/permissions";
import { findSession } from "../find-session";
import { openSession } from "../open-session";
import { changeRole } from "./change-role";
import { foundOrganization } from "./found-organization";
import { leaveOrganization } from "./leave-organization";
import { listMembers, listOwnOrganizations } from "./queries";
import { removeMember } from "./remove-member";
import { renameOrganization } from "./rename-organization";
import { switchOrganization } from "./switch-organization";
import { transferOwnership } from "./transfer-ownership";

let database: TestDatabase;
let owner: TestParty;
let stranger: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, stranger] = await Promise.all([createCustomer(database.db), createCustomer(database.db)]);
});
afterAll(() => database.close());

async function rolesIn(party: TestParty): Promise<Record<string, Role>> {
  const rows = await database.db.select().from(memberships).where(eq(memberships.organizationId, party.organizationId));
  return Object.fromEntries(rows.map(({ userId, role }) => [userId, role]));
}

async function secondOwner(party: TestParty): Promise<TestParty> {
  return createMember(database.db, party, "owner");
}

describe.each(["customer", "operator", "platform"] as const)("of a %s", (kind) => {
  const make = { customer: createCustomer, operator: createOperator, platform: createPlatform }[kind];

  test.each(ROLES_OF[kind])(
    "as %s one changes and removes others as the table says, and never oneself",
    async (role) => {
      const lead = await make(database.db);
      const [leading, junior] = [ROLES_OF[kind][0], ROLES_OF[kind].at(-1)!];
      const party = role === leading ? lead : await createMember(database.db, lead, role);
      const target = await createMember(database.db, lead, junior);
      const other = ROLES_OF[kind][1];
      const may = isPermitted("member.manage", kind, role);
      const expected = may ? "none" : "forbidden";
      expect(await codeOf(changeRole(party.ctx, { userId: target.userId, role: other }))).toBe(expected);
      expect(await codeOf(changeRole(party.ctx, { userId: party.userId, role: leading }))).toBe("forbidden");
      expect(await codeOf(removeMember(party.ctx, { userId: party.userId }))).toBe("forbidden");
      const makesLeader = await codeOf(changeRole(party.ctx, { userId: target.userId, role: leading }));
      expect(makesLeader).toBe(role === leading ? "none" : "forbidden");
      expect(await codeOf(removeMember(party.ctx, { userId: target.userId }))).toBe(expected);
      expect((await rolesIn(lead))[party.userId]).toBe(role);
    },
  );

  test("the one who leads alone is neither lowered nor removed, and does not leave", async () => {
    const lead = await make(database.db);
    const [leading, other] = ROLES_OF[kind];
    const second = await createMember(database.db, lead, leading);
    await removeMember(second.ctx, { userId: lead.userId });
    expect(await codeOf(leaveOrganization(second.ctx))).toBe("precondition_failed");
    const helper = await createMember(database.db, second, other);
    expect(await codeOf(changeRole(helper.ctx, { userId: second.userId, role: other }))).toBe("forbidden");
    expect(await rolesIn(lead)).toEqual({ [second.userId]: leading, [helper.userId]: other });
  });
});

test("an admin neither makes, lowers nor removes an owner", async () => {
  const admin = await createMember(database.db, owner, "admin");
  const [member, second] = await Promise.all([createMember(database.db, owner, "member"), secondOwner(owner)]);
  expect(await codeOf(changeRole(admin.ctx, { userId: member.userId, role: "owner" }))).toBe("forbidden");
  expect(await codeOf(changeRole(admin.ctx, { userId: second.userId, role: "member" }))).toBe("forbidden");
  expect(await codeOf(removeMember(admin.ctx, { userId: second.userId }))).toBe("forbidden");
  expect(await codeOf(transferOwnership(admin.ctx, { userId: admin.userId, ownRole: "member" }))).toBe("forbidden");
  await removeMember(owner.ctx, { userId: second.userId });
});

test("a role of another kind of organization, and people of another organization, are refused", async () => {
  const member = await createMember(database.db, owner, "member");
  expect(await codeOf(changeRole(owner.ctx, { userId: member.userId, role: "technician" }))).toBe("invalid_input");
  const attempts = [
    changeRole(stranger.ctx, { userId: member.userId, role: "viewer" }),
    removeMember(stranger.ctx, { userId: member.userId }),
    transferOwnership(stranger.ctx, { userId: member.userId, ownRole: "admin" }),
  ];
  for (const code of await Promise.all(attempts.map(codeOf))) expect(code).toBe("not_found");
  expect((await listMembers(stranger.ctx)).map((row) => row.userId)).toEqual([stranger.userId]);
});

test("what changes who belongs asks for a fresh second factor", async () => {
  const member = await createMember(database.db, owner, "member");
  const stale = { ...owner.ctx, actor: { ...owner.actor, hasFreshFactor: false } };
  const attempts = [
    changeRole(stale, { userId: member.userId, role: "viewer" }),
    removeMember(stale, { userId: member.userId }),
    transferOwnership(stale, { userId: member.userId, ownRole: "admin" }),
  ];
  for (const code of await Promise.all(attempts.map(codeOf))) expect(code).toBe("second_factor_required");
});

test("two owners who remove, lower or leave each other at once: one stays owner, each time", async () => {
  for (let round = 0; round < 6; round++) {
    const one = await createCustomer(database.db);
    const two = await secondOwner(one);
    const against = (self: TestParty, other: TestParty) => {
      if (round % 3 === 0) return removeMember(self.ctx, { userId: other.userId });
      if (round % 3 === 1) return changeRole(self.ctx, { userId: other.userId, role: "viewer" });
      return leaveOrganization(self.ctx);
    };
    const outcomes = await Promise.all([codeOf(against(one, two)), codeOf(against(two, one))]);
    expect(outcomes.filter((outcome) => outcome === "none")).toHaveLength(1);
    expect(Object.values(await rolesIn(one)).filter((role) => role === "owner")).toHaveLength(1);
  }
});

test("who was lowered or removed meanwhile does nothing by what their request began with", async () => {
  const admin = await createMember(database.db, owner, "admin");
  const member = await createMember(database.db, owner, "member");
  await changeRole(owner.ctx, { userId: admin.userId, role: "member" });
  expect(await codeOf(removeMember(admin.ctx, { userId: member.userId }))).toBe("forbidden");
  await removeMember(owner.ctx, { userId: admin.userId });
  expect(await codeOf(changeRole(admin.ctx, { userId: member.userId, role: "viewer" }))).toBe("forbidden");
});

test("a removed member's sessions here end at once, those elsewhere go on, and they are told", async () => {
  const member = await createMember(database.db, owner, "member");
  const elsewhere = await openSession(testContext(database.db), { userId: member.userId });
  expect(elsewhere.organizationId).not.toBe(owner.organizationId);
  const here = await openSession(testContext(database.db), { userId: member.userId });
  await switchOrganization({ ...owner.ctx, actor: here }, { organizationId: owner.organizationId });
  const find = (sessionId: string) => findSession({ db: database.db, now: new Date() }, sessionId);
  expect(await find(here.sessionId)).toMatchObject({ organizationId: owner.organizationId, role: "member" });
  await removeMember(owner.ctx, { userId: member.userId });
  expect(await find(here.sessionId)).toBeNull();
  expect(await find(elsewhere.sessionId)).not.toBeNull();
  const [row] = await database.db.select().from(sessions).where(eq(sessions.id, here.sessionId));
  expect(row!.revokedAt).not.toBeNull();
  const told = await database.db.select().from(mails).where(eq(mails.userId, member.userId));
  expect(told.map((mail) => mail.template)).toEqual(["member-removed"]);
});

test("a changed role counts with the next request, is told and is on record", async () => {
  const member = await createMember(database.db, owner, "member");
  await changeRole(owner.ctx, { userId: member.userId, role: "billing" });
  await changeRole(owner.ctx, { userId: member.userId, role: "billing" });
  const told = await database.db.select().from(mails).where(eq(mails.userId, member.userId));
  expect(told).toEqual([
    expect.objectContaining({
      template: "role-changed",
      toAddress: member.email,
      props: expect.objectContaining({ from: "member", to: "billing", by: owner.email }),
    }),
  ]);
  const logged = await database.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.targetId, member.userId), eq(auditEvents.action, "member.change_role")));
  expect(logged).toEqual([expect.objectContaining({ organizationId: owner.organizationId, actorId: owner.userId })]);
});

test("ownership is handed over in one step, and every owner before and after is told once", async () => {
  const old = await createCustomer(database.db);
  const [heir, second] = await Promise.all([createMember(database.db, old, "viewer"), secondOwner(old)]);
  for (const ownRole of ["owner", "technician"] as const)
    expect(await codeOf(transferOwnership(old.ctx, { userId: heir.userId, ownRole }))).toBe("invalid_input");
  expect(await codeOf(transferOwnership(old.ctx, { userId: old.userId, ownRole: "admin" }))).toBe("invalid_input");
  await transferOwnership(old.ctx, { userId: heir.userId, ownRole: "admin" });
  expect(await rolesIn(old)).toEqual({ [old.userId]: "admin", [heir.userId]: "owner", [second.userId]: "owner" });
  const told = await database.db
    .select()
    .from(mails)
    .where(and(eq(mails.template, "ownership-transferred"), eq(mails.organizationId, old.organizationId)));
  expect(told.map((mail) => mail.userId).sort()).toEqual([old.userId, heir.userId, second.userId].sort());
  expect(await codeOf(transferOwnership(old.ctx, { userId: second.userId, ownRole: "viewer" }))).toBe("forbidden");
});

describe("several organizations", () => {
  const next = (sessionId: string) => findSession({ db: database.db, now: new Date() }, sessionId);

  test("one founds another, works in it at once, goes back, and signs in where one was last", async () => {
    const person = await createCustomer(database.db);
    const founded = await foundOrganization(person.ctx, { organizationName: "Second", kind: "operator" });
    const there = await next(person.actor.sessionId);
    expect(there).toMatchObject({ organizationKind: "operator", organizationName: "Second", role: "owner" });
    expect((await listOwnOrganizations({ db: database.db, actor: there! })).map((one) => one.name)).toContain("Second");
    await switchOrganization({ ...person.ctx, actor: there! }, { organizationId: person.organizationId });
    expect(await next(person.actor.sessionId)).toMatchObject({ organizationId: person.organizationId });
    const { organizationId } = person;
    const back = and(eq(auditEvents.action, "session.switch"), eq(auditEvents.organizationId, organizationId));
    const logged = await database.db.select().from(auditEvents).where(back);
    expect(logged).toMatchObject([{ organizationId, detail: { from: founded.organizationId } }]);
    const later = async () => (await openSession(testContext(database.db), { userId: person.userId })).organizationId;
    await database.db
      .update(sessions)
      .set({ organizationId: founded.organizationId, lastSeenAt: sql`now() + interval '1 s'` })
      .where(eq(sessions.id, person.actor.sessionId));
    expect(await later()).toBe(founded.organizationId);
  });

  test("nobody goes where they don't belong, where it is closed, or with a key or a visit", async () => {
    const go = (ctx: TestParty["ctx"]) => codeOf(switchOrganization(ctx, { organizationId: owner.organizationId }));
    expect(await go(stranger.ctx)).toBe("not_found");
    const member = await createMember(database.db, owner, "viewer");
    const apiKey = { id: "apk_1", name: "x", permissions: new Set<never>(), projectId: null };
    expect(await go({ ...member.ctx, actor: { ...member.actor, apiKey } })).toBe("forbidden");
    const visit = { staffUserId: "usr_2", staffEmail: "s@x.test", reason: "y", readOnly: false, endsAt: new Date() };
    expect(await go({ ...member.ctx, actor: { ...member.actor, impersonation: visit } })).toBe("forbidden");
    expect(await go({ ...member.ctx, actor: { type: "anonymous" } })).toBe("unauthenticated");
    expect(await go(member.ctx)).toBe("none");
  });

  test("who has not confirmed their address founds none, and nobody founds a platform", async () => {
    const person = await createCustomer(database.db);
    await database.db.update(users).set({ emailVerifiedAt: null }).where(eq(users.id, person.userId));
    const input = { organizationName: "Second", kind: "customer" } as const;
    expect(await codeOf(foundOrganization(person.ctx, input))).toBe("precondition_failed");
    expect(await codeOf(foundOrganization(owner.ctx, { ...input, kind: "platform" } as never))).toBe("invalid_input");
  });
});

test("leaders rename the organization; the new name is everybody's with the next request", async () => {
  const admin = await createMember(database.db, owner, "admin");
  const member = await createMember(database.db, owner, "member");
  expect(await codeOf(renameOrganization(member.ctx, { organizationName: "Mine" }))).toBe("forbidden");
  await renameOrganization(admin.ctx, { organizationName: "  New   name " });
  const session = await findSession({ db: database.db, now: new Date() }, owner.actor.sessionId);
  expect(session!.organizationName).toBe("New name");
});
