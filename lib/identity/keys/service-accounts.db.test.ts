import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mails, sessions, users } from "@/db/schema";
import { createCustomer, createMember, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import type { Context, UserActor } from "@/lib/context";
import type { Permission, Role } from "@/lib/core/permissions";
import { authorize } from "../authorize";
import { changeRole } from "../members/change-role";
import { removeMember } from "../members/remove-member";
import { openSession } from "../open-session";
import { verifyCredentials } from "../verify-credentials";
import { createApiKey } from "./create-api-key";
import { createServiceAccount } from "./create-service-account";
import { findApiKey } from "./find-api-key";
import { listApiKeys, listServiceAccounts } from "./queries";
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

function codeOfAct(actor: UserActor, permission: Permission): string {
  try {
    authorize({ actor }, permission);
    return "allowed";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

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
    expect(await codeOf(openSession(testContext(database.db), { userId }))).toBe("forbidden");
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
