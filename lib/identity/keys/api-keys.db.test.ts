import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiKeys, auditEvents, mails, memberships, organizations, sessions, users } from "@/db/schema";
import { createCustomer, createMember, createOperator, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import type { Context, UserActor } from "@/lib/context";
import { API_SCOPES, type ApiScope, permissionsOf, scopesOf } from "@/lib/core/api-scopes";
import { isPermitted, PERMISSIONS, type Permission, ROLES_OF, type Role } from "@/lib/core/permissions";
import { authorize } from "../authorize";
import { changeRole } from "../members/change-role";
import { leaveOrganization } from "../members/leave-organization";
import { removeMember } from "../members/remove-member";
import { openSession } from "../open-session";
import { createProject } from "../projects/create-project";
import { setProjectAccess } from "../projects/set-project-access";
import { verifyCredentials } from "../verify-credentials";
import { createApiKey } from "./create-api-key";
import { createServiceAccount } from "./create-service-account";
import { findApiKey } from "./find-api-key";
import { listApiKeys, listServiceAccounts } from "./queries";
import { revokeApiKey } from "./revoke-api-key";
import { rotateApiKey } from "./rotate-api-key";

let database: TestDatabase;
let owner: TestParty;
let stranger: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, stranger] = await Promise.all([createCustomer(database.db), createCustomer(database.db)]);
});
afterAll(() => database.close());

const wanted = { name: "ci", scopes: ["instances:read"] };
const from = (address: string | null): Pick<Context, "db" | "client"> => ({
  db: database.db,
  client: { address, userAgent: null },
});
const present = (key: string, address: string | null = "198.51.100.7") => findApiKey(from(address), key);
const expire = (id: string) =>
  database.db.update(apiKeys).set({ expiresAt: sql`now() - interval '1 s'` }).where(eq(apiKeys.id, id));

function codeOfAct(actor: UserActor, permission: Permission): string {
  try {
    authorize({ actor }, permission);
    return "allowed";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test("a key is shown once, and of it there is a hash and its end alone", async () => {
  const { apiKeyId, key } = await createApiKey(owner.ctx, wanted);
  const [row] = await database.db.select().from(apiKeys).where(eq(apiKeys.id, apiKeyId));
  expect(JSON.stringify(row)).not.toContain(key.slice(19, -4));
  expect(row).toMatchObject({ lastFour: key.slice(-4), publicId: key.slice(8, 18), createdBy: owner.userId });
  expect(row!.expiresAt!.getTime() - row!.createdAt.getTime()).toBe(90 * 24 * 3_600_000);
  const logged = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, apiKeyId));
  expect(logged.map((event) => event.action)).toEqual(["api_key.create"]);
  expect(JSON.stringify([logged, await listApiKeys(owner.ctx)])).not.toContain(key.slice(19, -4));
  expect(await present(key)).toMatchObject({
    userId: owner.userId,
    organizationId: owner.organizationId,
    role: "owner",
    sessionId: "",
    hasFreshFactor: false,
    apiKey: { id: apiKeyId, name: "ci", projectId: null },
  });
});

test("whatever is wrong with a key is answered in the same words", async () => {
  const made = await Promise.all([0, 1, 2].map(() => createApiKey(owner.ctx, wanted)));
  const [revoked, expired, mixed] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0]];
  await revokeApiKey(owner.ctx, { apiKeyId: revoked.apiKeyId });
  await expire(expired.apiKeyId);
  const { formatApiKey } = await import("@/lib/core/api-key");
  const forged = formatApiKey(mixed.key.slice(8, 18), new Uint8Array(32));
  const unknown = formatApiKey("0000000000", new Uint8Array(32));
  const answers = await Promise.all(
    ["", "x", "oh_live_", `${mixed.key}x`, mixed.key.slice(0, -1), forged, unknown, revoked.key, expired.key].map(
      (key) => present(key).catch((error: Error & { code: string }) => `${error.code}: ${error.message}`),
    ),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^unauthenticated: This API key is not valid/);
});

test("it is revoked with the next request, and its previous secret with it", async () => {
  const made = await createApiKey(owner.ctx, wanted);
  const { key: second } = await rotateApiKey(owner.ctx, { apiKeyId: made.apiKeyId, overlapHours: 1 });
  await Promise.all([present(made.key), present(second)]);
  await revokeApiKey(owner.ctx, { apiKeyId: made.apiKeyId });
  expect(await codeOf(present(made.key))).toBe("unauthenticated");
  expect(await codeOf(present(second))).toBe("unauthenticated");
  expect(await codeOf(revokeApiKey(owner.ctx, { apiKeyId: made.apiKeyId }))).toBe("not_found");
});

test("rotated, the old secret is good for the hours that were chosen, none at all for 0, and never the one before it", async () => {
  const first = await createApiKey(owner.ctx, wanted);
  const { apiKeyId } = first;
  const second = await rotateApiKey(owner.ctx, { apiKeyId, overlapHours: 72 });
  expect(await codeOf(present(first.key))).toBe("none");
  const third = await rotateApiKey(owner.ctx, { apiKeyId, overlapHours: 1 });
  expect(await codeOf(present(first.key))).toBe("unauthenticated");
  expect(await codeOf(present(second.key))).toBe("none");
  await database.db.update(apiKeys).set({ previousUntil: sql`now() - interval '1 s'` }).where(eq(apiKeys.id, apiKeyId));
  expect(await codeOf(present(second.key))).toBe("unauthenticated");
  expect(await codeOf(present(third.key))).toBe("none");
  const fourth = await rotateApiKey(owner.ctx, { apiKeyId, overlapHours: 0 });
  expect(await codeOf(present(third.key))).toBe("unauthenticated");
  expect(await codeOf(present(fourth.key))).toBe("none");
  for (const overlapHours of [-1, 73, 1.5])
    expect(await codeOf(rotateApiKey(owner.ctx, { apiKeyId, overlapHours }))).toBe("invalid_input");
});

test("from an address that its list leaves out a good key is refused, and a bad one learns nothing of that", async () => {
  const { key } = await createApiKey(owner.ctx, { ...wanted, addresses: "203.0.113.0/24, 2001:db8::/32" });
  for (const address of ["203.0.113.9", "::ffff:203.0.113.9", "2001:db8::9"])
    expect(await codeOf(present(key, address))).toBe("none");
  for (const address of ["198.51.100.1", "::ffff:198.51.100.1", "2001:db9::1", null])
    expect(await codeOf(present(key, address))).toBe("forbidden");
  expect(await codeOf(present(`${key.slice(0, -1)}!`, "198.51.100.1"))).toBe("unauthenticated");
  expect(await codeOf(createApiKey(owner.ctx, { ...wanted, addresses: "10.0.0.0/8 nonsense" }))).toBe("invalid_input");
});

test("use is written at most once a minute", async () => {
  const { apiKeyId, key } = await createApiKey(owner.ctx, wanted);
  const used = async () => (await database.db.select().from(apiKeys).where(eq(apiKeys.id, apiKeyId)))[0]!;
  await present(key, "198.51.100.1");
  const first = await used();
  await present(key, "198.51.100.2");
  expect(await used()).toMatchObject({ lastUsedAt: first.lastUsedAt, lastUsedAddress: "198.51.100.1" });
  await database.db.update(apiKeys).set({ lastUsedAt: sql`now() - interval '61 s'` }).where(eq(apiKeys.id, apiKeyId));
  await present(key, "198.51.100.2");
  expect((await used()).lastUsedAddress).toBe("198.51.100.2");
});

describe("what a key may do", () => {
  test.each(scopesOf("customer"))(
    "%s: exactly its permissions that the owner's role has, for each role",
    async (scope) => {
      const { key } = await createApiKey(owner.ctx, { ...wanted, scopes: [scope] });
      const actor = await present(key);
      const open = permissionsOf([scope]);
      for (const role of ROLES_OF.customer)
        for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
          const expected = open.has(permission) && isPermitted(permission, "customer", role) ? "allowed" : "forbidden";
          expect(codeOfAct({ ...actor, role }, permission), `${role} ${permission}`).toBe(expected);
        }
    },
  );

  test("a lesser role of its owner counts with the next request, and an ended membership ends it", async () => {
    const member = await createMember(database.db, owner, "member");
    const { key } = await createApiKey(member.ctx, { ...wanted, scopes: ["instances:write"] });
    expect(codeOfAct(await present(key), "lease.launch")).toBe("allowed");
    await changeRole(owner.ctx, { userId: member.userId, role: "viewer" });
    expect(codeOfAct(await present(key), "lease.launch")).toBe("forbidden");
    expect(codeOfAct(await present(key), "lease.view")).toBe("allowed");
    await removeMember(owner.ctx, { userId: member.userId });
    expect(await codeOf(present(key))).toBe("unauthenticated");
    const leaving = await createMember(database.db, owner, "member");
    const theirs = await createApiKey(leaving.ctx, wanted);
    await leaveOrganization(leaving.ctx);
    expect(await codeOf(present(theirs.key))).toBe("unauthenticated");
    // joining again brings no key back
    await database.db
      .insert(memberships)
      .values({ id: "mem_again", organizationId: owner.organizationId, userId: leaving.userId, role: "member" });
    expect(await codeOf(present(theirs.key))).toBe("unauthenticated");
  });

  test("one of a project sees it alone, and nothing where its owner may not see it", async () => {
    const [a, b] = await Promise.all(["a", "b"].map((slug) => createProject(owner.ctx, { name: slug, slug })));
    const { key } = await createApiKey(owner.ctx, { ...wanted, projectId: a!.projectId });
    expect((await present(key)).projects).toEqual(new Map([[a!.projectId, "member"]]));
    const member = await createMember(database.db, owner, "member");
    const theirs = await createApiKey(member.ctx, { ...wanted, projectId: a!.projectId });
    const see = (projectId: string) =>
      setProjectAccess(owner.ctx, {
        userId: member.userId,
        restricted: true,
        projects: [{ projectId, role: "viewer" }],
      });
    await see(a!.projectId);
    expect((await present(theirs.key)).projects).toEqual(new Map([[a!.projectId, "viewer"]]));
    await see(b!.projectId);
    expect((await present(theirs.key)).projects).toEqual(new Map());
    expect(await codeOf(createApiKey(owner.ctx, { ...wanted, projectId: "prj_unknown" }))).toBe("invalid_input");
    const foreign = await createProject(stranger.ctx, { name: "c", slug: "c" });
    expect(await codeOf(createApiKey(owner.ctx, { ...wanted, projectId: foreign.projectId }))).toBe("invalid_input");
  });

  test("a closed organization's keys open nothing", async () => {
    const closing = await createCustomer(database.db);
    const { key } = await createApiKey(closing.ctx, wanted);
    await database.db
      .update(organizations)
      .set({ closedAt: sql`now()` })
      .where(eq(organizations.id, closing.organizationId));
    expect(await codeOf(present(key))).toBe("unauthenticated");
  });
});

describe("who makes, rotates and revokes keys", () => {
  test.each(ROLES_OF.customer)("as %s", async (role) => {
    const party = role === "owner" ? owner : await createMember(database.db, owner, role);
    const mayMake = isPermitted("api_key.manage", "customer", role);
    expect(await codeOf(createApiKey(party.ctx, wanted))).toBe(mayMake ? "none" : "forbidden");
    const ofOwner = await createApiKey(owner.ctx, wanted);
    const isLeader = role === "owner" || role === "admin";
    const expected = isLeader ? "none" : mayMake ? "not_found" : "forbidden";
    const rotated = await codeOf(rotateApiKey(party.ctx, { apiKeyId: ofOwner.apiKeyId, overlapHours: 0 }));
    expect(rotated).toBe(role === "admin" ? "forbidden" : expected);
    expect(await codeOf(revokeApiKey(party.ctx, { apiKeyId: ofOwner.apiKeyId }))).toBe(expected);
  });

  test("nobody of another organization, or of a kind without an API, and nobody without a fresh second factor", async () => {
    const { apiKeyId } = await createApiKey(owner.ctx, wanted);
    expect(await codeOf(revokeApiKey(stranger.ctx, { apiKeyId }))).toBe("not_found");
    expect(await codeOf(rotateApiKey(stranger.ctx, { apiKeyId, overlapHours: 0 }))).toBe("not_found");
    expect((await listApiKeys(stranger.ctx)).map((key) => key.id)).not.toContain(apiKeyId);
    const desk = await createPlatform(database.db);
    expect(await codeOf(createApiKey(desk.ctx, wanted))).toBe("forbidden");
    const operator = await createOperator(database.db);
    expect(await codeOf(createApiKey(operator.ctx, wanted))).toBe("invalid_input");
    expect(await codeOf(createApiKey(operator.ctx, { ...wanted, scopes: ["hosts:read"] }))).toBe("none");
    const stale = { ...owner.ctx, actor: { ...owner.actor, hasFreshFactor: false } };
    for (const attempt of [
      createApiKey(stale, wanted),
      rotateApiKey(stale, { apiKeyId, overlapHours: 0 }),
      revokeApiKey(stale, { apiKeyId }),
      createServiceAccount(stale, { name: "bot", role: "member" }),
    ])
      expect(await codeOf(attempt)).toBe("second_factor_required");
  });

  test("no key makes, rotates or revokes keys, nor changes who belongs to the organization", async () => {
    const scopes = (Object.keys(API_SCOPES) as ApiScope[]).filter((scope) => API_SCOPES[scope].kind === "customer");
    const { apiKeyId, key } = await createApiKey(owner.ctx, { ...wanted, scopes });
    const ctx: Context = { ...owner.ctx, actor: { ...(await present(key)), hasFreshFactor: true } };
    for (const attempt of [
      createApiKey(ctx, wanted),
      rotateApiKey(ctx, { apiKeyId, overlapHours: 0 }),
      revokeApiKey(ctx, { apiKeyId }),
      createServiceAccount(ctx, { name: "bot", role: "member" }),
      changeRole(ctx, { userId: stranger.userId, role: "viewer" }),
      leaveOrganization(ctx),
    ])
      expect(await codeOf(attempt)).toBe("forbidden");
  });

  test.each([
    [{ scopes: [] }, "scopes"],
    [{ scopes: ["everything"] }, "scopes"],
    [{ scopes: ["hosts:read"] }, "scopes"],
    [{ lifetime: "never" }, "lifetime"],
    [{ lifetime: "91" }, "lifetime"],
    [{ name: "" }, "name"],
  ])("%j is refused beside its field", async (change, fieldName) => {
    await expect(createApiKey(owner.ctx, { ...wanted, ...change } as never)).rejects.toMatchObject({
      code: "invalid_input",
      options: { fields: { [fieldName]: [expect.any(String)] } },
    });
  });
});

describe("service accounts", () => {
  test("have keys without end, stay when their maker leaves, and are removed with their keys", async () => {
    const maker = await createMember(database.db, owner, "admin");
    const { userId } = await createServiceAccount(maker.ctx, { name: "deploy", role: "member" });
    const made = await createApiKey(maker.ctx, {
      ...wanted,
      scopes: ["instances:write"],
      serviceAccountId: userId,
      lifetime: "never",
    });
    await removeMember(owner.ctx, { userId: maker.userId });
    const actor = await present(made.key);
    expect(actor).toMatchObject({ userId, role: "member" });
    expect(codeOfAct(actor, "lease.launch")).toBe("allowed");
    expect(await listServiceAccounts(owner.ctx)).toEqual([
      expect.objectContaining({ userId, name: "deploy", role: "member", liveKeys: 1 }),
    ]);
    expect(await listServiceAccounts(stranger.ctx)).toEqual([]);
    const { key } = await rotateApiKey(owner.ctx, { apiKeyId: made.apiKeyId, overlapHours: 0 });
    await removeMember(owner.ctx, { userId });
    expect(await codeOf(present(key))).toBe("unauthenticated");
  });

  test.each<[Role, Role, string]>([
    ["owner", "owner", "invalid_input"],
    ["owner", "admin", "none"],
    ["admin", "owner", "invalid_input"],
    ["admin", "admin", "none"],
    ["admin", "billing", "none"],
    ["member", "admin", "invalid_input"],
    ["member", "billing", "invalid_input"],
    ["member", "member", "none"],
    ["member", "viewer", "none"],
    ["viewer", "viewer", "forbidden"],
    ["owner", "technician", "invalid_input"],
  ])("%s making one that is %s: %s", async (own, role, expected) => {
    const party = own === "owner" ? owner : await createMember(database.db, owner, own);
    expect(await codeOf(createServiceAccount(party.ctx, { name: `${own}-makes-${role}`, role }))).toBe(expected);
  });

  test("a member gets no key of one that may do more, and none of another organization's", async () => {
    const { userId } = await createServiceAccount(owner.ctx, { name: "mighty", role: "admin" });
    const member = await createMember(database.db, owner, "member");
    expect(await codeOf(createApiKey(member.ctx, { ...wanted, serviceAccountId: userId }))).toBe("forbidden");
    expect(await codeOf(createApiKey(stranger.ctx, { ...wanted, serviceAccountId: userId }))).toBe("not_found");
    expect(await codeOf(createApiKey(owner.ctx, { ...wanted, serviceAccountId: member.userId }))).toBe("not_found");
    const { apiKeyId } = await createApiKey(member.ctx, {
      ...wanted,
      serviceAccountId: (await createServiceAccount(member.ctx, { name: "small", role: "viewer" })).userId,
    });
    const ofSmall = await listApiKeys(member.ctx);
    expect(ofSmall.map((key) => key.id)).toEqual([apiKeyId]);
    await changeRole(owner.ctx, { userId: ofSmall[0]!.ownerId, role: "admin" });
    expect(await codeOf(rotateApiKey(member.ctx, { apiKeyId, overlapHours: 0 }))).toBe("forbidden");
  });

  test("sign in by no way, and get no mail", async () => {
    const { userId } = await createServiceAccount(owner.ctx, { name: "silent", role: "admin" });
    const [user] = await database.db.select().from(users).where(eq(users.id, userId));
    expect(await verifyCredentials(owner.ctx, { email: user!.email, password: "" })).toBeNull();
    expect(await codeOf(openSession(owner.ctx, { userId }))).toBe("forbidden");
    const session = {
      id: "ses_forced",
      userId,
      organizationId: owner.organizationId,
      expiresAt: new Date(Date.now() + 1e6),
    };
    await expect(database.db.insert(sessions).values(session)).rejects.toMatchObject({
      cause: { message: "a service account has no session" },
    });
    const withPassword = database.db.update(users).set({ passwordHash: "x" }).where(eq(users.id, userId));
    await expect(withPassword).rejects.toMatchObject({ cause: { constraint: "users_service" } });
    await changeRole(owner.ctx, { userId, role: "viewer" });
    expect(await database.db.select().from(mails).where(eq(mails.userId, userId))).toEqual([]);
    expect(await codeOf(changeRole(owner.ctx, { userId, role: "owner" }))).toBe("forbidden");
  });
});
