import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { auditEvents, invitations, sessions } from "@/db/schema";
import {
  createCustomer,
  createMember,
  createPlatform,
  TEST_PASSWORD,
  type TestParty,
  testContext,
} from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createBuyer, createMarket, type Market } from "@/db/testing/market";
import { codeOf } from "@/db/testing/refusal";
import { findSession } from "@/lib/identity/find-session";
import { createApiKey } from "@/lib/identity/keys/create-api-key";
import { findApiKey } from "@/lib/identity/keys/find-api-key";
import { inviteMember } from "@/lib/identity/members/invite-member";
import { listOwnOrganizations } from "@/lib/identity/members/queries";
import { switchOrganization } from "@/lib/identity/members/switch-organization";
import { openSession } from "@/lib/identity/open-session";
import { verifyCredentials } from "@/lib/identity/verify-credentials";
import { closeLease } from "@/lib/leases/close-lease";
import { closeOrganization } from "./close-organization";

let database: TestDatabase;
let market: Market;

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters");
});
beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db);
});
afterAll(() => database.close());

const close = (party: TestParty, name = party.actor.organizationName) => codeOf(closeOrganization(party.ctx, { name }));

test("closed, its sessions, keys and invitations end, and nobody gets in again", async () => {
  const owner = await createCustomer(database.db);
  const member = await createMember(database.db, owner, "member");
  const { key } = await createApiKey(owner.ctx, { name: "ci", scopes: ["instances:read"] });
  const { invitationId } = await inviteMember(owner.ctx, { email: "late@example.test", role: "viewer" });
  expect(await close(member)).toBe("forbidden");
  expect(await close(owner, "another name")).toBe("invalid_input");
  expect(await close({ ...owner, ctx: { ...owner.ctx, actor: { ...owner.actor, hasFreshFactor: false } } })).toBe(
    "second_factor_required",
  );
  expect(await close(owner)).toBe("none");
  expect(await findSession({ db: database.db, now: new Date() }, owner.actor.sessionId)).toBeNull();
  const [session] = await database.db.select().from(sessions).where(eq(sessions.id, owner.actor.sessionId));
  expect(session!.revokedAt).not.toBeNull();
  expect(await codeOf(findApiKey({ db: database.db }, key))).toBe("unauthenticated");
  const [invitation] = await database.db.select().from(invitations).where(eq(invitations.id, invitationId));
  expect(invitation!.revokedAt).not.toBeNull();
  expect(await codeOf(openSession(testContext(database.db), { userId: owner.userId }))).toBe("forbidden");
  expect(await verifyCredentials(owner.ctx, { email: owner.email, password: TEST_PASSWORD })).not.toBeNull();
  expect((await openSession(testContext(database.db), { userId: member.userId })).organizationId).not.toBe(
    owner.organizationId,
  );
  expect(await codeOf(switchOrganization(member.ctx, { organizationId: owner.organizationId }))).toBe("not_found");
  expect(await listOwnOrganizations(owner.ctx)).toEqual([]);
  expect(await close(owner)).toBe("precondition_failed");
  const logged = await database.db.select().from(auditEvents).where(eq(auditEvents.action, "organization.close"));
  expect(logged.map((event) => event.targetId)).toEqual([owner.organizationId]);
});

test("what runs, is for sale or is owed either way keeps it open, and the platform's own never closes", async () => {
  const buyer = await createBuyer(market);
  const lease = await buyer.launch(1);
  await expect(closeOrganization(buyer.ctx, { name: buyer.actor.organizationName })).rejects.toMatchObject({
    code: "precondition_failed",
    message: expect.stringMatching(/end your instances; settle what is owed/),
  });
  await closeLease(buyer.ctx, { leaseId: lease.id });
  await expect(
    closeOrganization(market.operator.ctx, { name: market.operator.actor.organizationName }),
  ).rejects.toMatchObject({ code: "precondition_failed", message: expect.stringContaining("withdraw your offers") });
  expect(await close(await createPlatform(database.db))).toBe("forbidden");
});
