import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { invitations, mails, memberships, users } from "@/db/schema";
import { createCustomer, createMember, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import { isPermitted, ROLES_OF, type Role } from "@/lib/core/permissions";
import { newId } from "@/lib/ids";
import { verifyCredentials } from "../verify-credentials";
import { acceptInvitation } from "./accept-invitation";
import { changeRole } from "./change-role";
import { invitationToken } from "./invitation-link";
import { inviteMember } from "./invite-member";
import { joinByInvitation } from "./join-by-invitation";
import { findInvitation, listInvitations } from "./queries";
import { removeMember } from "./remove-member";
import { resendInvitation } from "./resend-invitation";
import { revokeInvitation } from "./revoke-invitation";

let database: TestDatabase;
let owner: TestParty;
let stranger: TestParty;

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters");
});
beforeAll(async () => {
  database = await createTestDatabase();
  [owner, stranger] = await Promise.all([createCustomer(database.db), createCustomer(database.db)]);
});
afterAll(() => database.close());

let people = 0;
const newAddress = () => {
  people += 1;
  return `new-${people}@example.test`;
};
const password = "quite another few words";
const anonymous = () => testContext(database.db, { type: "anonymous" });

async function invite(email: string, role: Role = "member", by = owner, restricted = false) {
  const { invitationId } = await inviteMember(by.ctx, { email, role, restricted });
  return { invitationId, token: invitationToken({ invitationId, sends: 1 }) };
}
const shift = (invitationId: string, change: Partial<typeof invitations.$inferInsert> | object) =>
  database.db.update(invitations).set(change).where(eq(invitations.id, invitationId));
async function roleOf(email: string): Promise<Role | undefined> {
  const [row] = await database.db
    .select({ role: memberships.role })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(users.email, email), eq(memberships.organizationId, owner.organizationId)));
  return row?.role;
}

test("an address gets a mail whose link no table holds, and whoever it is signs up as that address, confirmed", async () => {
  const email = newAddress();
  const { invitationId, token } = await invite(email, "billing");
  const [mail] = await database.db.select().from(mails).where(eq(mails.toAddress, email));
  expect(mail).toMatchObject({ template: "invitation", userId: null, organizationId: owner.organizationId });
  const rows = await database.db.select().from(invitations).where(eq(invitations.id, invitationId));
  expect(JSON.stringify([mail, rows])).not.toContain(token);
  expect(await findInvitation(anonymous(), token)).toEqual({
    organizationName: owner.actor.organizationName,
    kind: "customer",
    email,
    role: "billing",
    hasSignIn: false,
  });
  await joinByInvitation(anonymous(), { token, name: "Bo", password });
  expect(await roleOf(email)).toBe("billing");
  const [user] = await database.db.select().from(users).where(eq(users.email, email));
  expect(user!.emailVerifiedAt).not.toBeNull();
  expect(await verifyCredentials(anonymous(), { email, password })).toEqual({ userId: user!.id });
  expect(await listInvitations(owner.ctx)).toEqual([]);
});

test("who is signed in with the address joins; whoever else has the link is told whose it is not, and does not join", async () => {
  const guest = await createCustomer(database.db);
  const { token } = await invite(guest.email);
  expect(await codeOf(acceptInvitation(stranger.ctx, { token }))).toBe("forbidden");
  expect(await codeOf(acceptInvitation(anonymous(), { token }))).toBe("unauthenticated");
  expect(await codeOf(joinByInvitation(anonymous(), { token, name: "X", password }))).toBe("conflict");
  expect(await roleOf(guest.email)).toBeUndefined();
  await acceptInvitation(guest.ctx, { token });
  expect(await roleOf(guest.email)).toBe("member");
});

test("a link is good once, however many follow it at once", async () => {
  const guest = await createCustomer(database.db);
  const { token } = await invite(guest.email);
  const outcomes = await Promise.all([0, 1, 2, 3].map(() => codeOf(acceptInvitation(guest.ctx, { token }))));
  expect(outcomes.sort()).toEqual(["conflict", "conflict", "conflict", "none"]);
  const fresh = newAddress();
  const link = await invite(fresh);
  const joined = await Promise.all(
    [0, 1, 2].map(() => codeOf(joinByInvitation(anonymous(), { token: link.token, name: "X", password }))),
  );
  expect(joined.sort()).toEqual(["conflict", "conflict", "none"]);
  await removeMember(owner.ctx, { userId: guest.userId });
  expect(await codeOf(acceptInvitation(guest.ctx, { token }))).toBe("conflict");
});

test("an old, a revoked, an unknown and a replaced link open nothing", async () => {
  const guest = await createCustomer(database.db);
  const accept = (token: string) => codeOf(acceptInvitation(guest.ctx, { token }));
  const { invitationId, token } = await invite(guest.email);
  await shift(invitationId, { expiresAt: sql`now() - interval '1 s'` });
  expect(await accept(token)).toBe("precondition_failed");
  expect(await findInvitation(anonymous(), token)).toBeNull();
  expect(await codeOf(resendInvitation(owner.ctx, { invitationId }))).toBe("rate_limited");
  await shift(invitationId, { sentAt: sql`now() - interval '2 min'` });
  await resendInvitation(owner.ctx, { invitationId });
  expect(await accept(token)).toBe("not_found");
  expect(await accept("nonsense")).toBe("not_found");
  const second = invitationToken({ invitationId, sends: 2 });
  expect(await findInvitation(anonymous(), second)).not.toBeNull();
  await revokeInvitation(owner.ctx, { invitationId });
  expect(await accept(second)).toBe("precondition_failed");
  expect(await codeOf(revokeInvitation(owner.ctx, { invitationId }))).toBe("not_found");
  expect(await roleOf(guest.email)).toBeUndefined();
});

test("it is sent five times at most, and to one address once at a time", async () => {
  const email = newAddress();
  const { invitationId } = await invite(email);
  expect(await codeOf(invite(email))).toBe("conflict");
  for (let sends = 2; sends <= 5; sends++) {
    await shift(invitationId, { sentAt: sql`now() - interval '2 min'` });
    await resendInvitation(owner.ctx, { invitationId });
  }
  await shift(invitationId, { sentAt: sql`now() - interval '2 min'` });
  expect(await codeOf(resendInvitation(owner.ctx, { invitationId }))).toBe("rate_limited");
  expect(await database.db.select().from(mails).where(eq(mails.toAddress, email))).toHaveLength(5);
  await shift(invitationId, { expiresAt: sql`now() - interval '1 s'` });
  expect(await codeOf(invite(email))).toBe("none");
  expect(await codeOf(invite(owner.email))).toBe("conflict");
});

test("what somebody promised who may not any more is void", async () => {
  const admin = await createMember(database.db, owner, "admin");
  const [one, two, three] = await Promise.all([0, 1, 2].map(() => createCustomer(database.db)));
  const lowered = await invite(one!.email, "member", admin);
  await changeRole(owner.ctx, { userId: admin.userId, role: "viewer" });
  expect(await codeOf(acceptInvitation(one!.ctx, { token: lowered.token }))).toBe("precondition_failed");
  await changeRole(owner.ctx, { userId: admin.userId, role: "owner" });
  const asOwner = await invite(two!.email, "owner", admin);
  await changeRole(owner.ctx, { userId: admin.userId, role: "admin" });
  expect(await codeOf(acceptInvitation(two!.ctx, { token: asOwner.token }))).toBe("precondition_failed");
  const gone = await invite(three!.email, "member", admin);
  await removeMember(owner.ctx, { userId: admin.userId });
  expect(await codeOf(acceptInvitation(three!.ctx, { token: gone.token }))).toBe("precondition_failed");
});

test.each(ROLES_OF.customer)("as %s one invites, sends again and revokes as the table says", async (role) => {
  const party = role === "owner" ? owner : await createMember(database.db, owner, role);
  const may = isPermitted("member.manage", "customer", role) ? "none" : "forbidden";
  const { invitationId } = await invite(newAddress());
  await shift(invitationId, { sentAt: sql`now() - interval '2 min'` });
  expect(await codeOf(inviteMember(party.ctx, { email: newAddress(), role: "viewer" }))).toBe(may);
  expect(await codeOf(inviteMember(party.ctx, { email: newAddress(), role: "owner" }))).toBe(
    role === "owner" ? "none" : "forbidden",
  );
  expect(await codeOf(resendInvitation(party.ctx, { invitationId }))).toBe(may);
  expect(await codeOf(revokeInvitation(party.ctx, { invitationId }))).toBe(may);
});

test("another organization's invitations are not found, an admin touches none of an owner's, and nothing goes without a second factor", async () => {
  const { invitationId } = await invite(newAddress(), "owner");
  expect(await codeOf(resendInvitation(stranger.ctx, { invitationId }))).toBe("not_found");
  expect(await codeOf(revokeInvitation(stranger.ctx, { invitationId }))).toBe("not_found");
  const admin = await createMember(database.db, owner, "admin");
  expect(await codeOf(revokeInvitation(admin.ctx, { invitationId }))).toBe("forbidden");
  const stale = { ...owner.ctx, actor: { ...owner.actor, hasFreshFactor: false } };
  expect(await codeOf(inviteMember(stale, { email: newAddress(), role: "viewer" }))).toBe("second_factor_required");
  expect(await codeOf(inviteMember(owner.ctx, { email: newAddress(), role: "technician" }))).toBe("invalid_input");
  expect(await codeOf(inviteMember(owner.ctx, { email: "not an address", role: "viewer" }))).toBe("invalid_input");
});

test("who is invited to chosen projects sees none until somebody chooses; an admin is never held to some", async () => {
  const guest = await createCustomer(database.db);
  const { token } = await invite(guest.email, "member", owner, true);
  await acceptInvitation(guest.ctx, { token });
  const [row] = await database.db
    .select()
    .from(memberships)
    .where(and(eq(memberships.userId, guest.userId), eq(memberships.organizationId, owner.organizationId)));
  expect(row!.restricted).toBe(true);
  const { invitationId } = await invite(newAddress(), "admin", owner, true);
  const [admin] = await database.db.select().from(invitations).where(eq(invitations.id, invitationId));
  expect(admin!.restricted).toBe(false);
});

test("no more than fifty invitations are open at once", async () => {
  const party = await createCustomer(database.db);
  const at = new Date(Date.now() - 48 * 3_600_000);
  await database.db.insert(invitations).values(
    Array.from({ length: 50 }, (_, index) => ({
      id: newId("ivt"),
      organizationId: party.organizationId,
      email: `many-${index}@example.test`,
      role: "viewer" as const,
      invitedBy: party.userId,
      tokenHash: `hash-${party.organizationId}-${index}`,
      createdAt: at,
      sentAt: at,
      expiresAt: new Date(Date.now() + 3_600_000),
    })),
  );
  expect(await codeOf(inviteMember(party.ctx, { email: newAddress(), role: "viewer" }))).toBe("limit_exceeded");
});
