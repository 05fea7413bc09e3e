import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toWireJson } from "@/components/wire";
import { apiKeys, auditEvents, memberships, organizations } from "@/db/schema";
import { createCustomer, createMember, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import type { Context, UserActor } from "@/lib/context";
import { permissionsOf, scopesOf } from "@/lib/core/api-scopes";
import { isPermitted, PERMISSIONS, type Permission, ROLES_OF } from "@/lib/core/permissions";
import { authorize } from "../authorize";
import { changeRole } from "../members/change-role";
import { leaveOrganization } from "../members/leave-organization";
import { removeMember } from "../members/remove-member";
import { createProject } from "../projects/create-project";
import { setProjectAccess } from "../projects/set-project-access";
import { createApiKey } from "./create-api-key";
import { findApiKey } from "./find-api-key";
import { listApiKeys } from "./queries";
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
  expect(toWireJson([logged, await listApiKeys(owner.ctx)])).not.toContain(key.slice(19, -4));
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
