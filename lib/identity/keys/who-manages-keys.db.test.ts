import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCustomer, createMember, createOperator, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import type { Context } from "@/lib/context";
import { API_SCOPES, type ApiScope } from "@/lib/core/api-scopes";
import { isPermitted, ROLES_OF } from "@/lib/core/permissions";
import { changeRole } from "../members/change-role";
import { leaveOrganization } from "../members/leave-organization";
import { createApiKey } from "./create-api-key";
import { createServiceAccount } from "./create-service-account";
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
    const attempts = [
      createApiKey(stale, wanted),
      rotateApiKey(stale, { apiKeyId, overlapHours: 0 }),
      revokeApiKey(stale, { apiKeyId }),
      createServiceAccount(stale, { name: "bot", role: "member" }),
    ];
    for (const code of await Promise.all(attempts.map(codeOf))) expect(code).toBe("second_factor_required");
  });

  test("no key makes, rotates or revokes keys, nor changes who belongs to the organization", async () => {
    const scopes = (Object.keys(API_SCOPES) as ApiScope[]).filter((scope) => API_SCOPES[scope].kind === "customer");
    const { apiKeyId, key } = await createApiKey(owner.ctx, { ...wanted, scopes });
    const ctx: Context = { ...owner.ctx, actor: { ...(await present(key)), hasFreshFactor: true } };
    const attempts = [
      createApiKey(ctx, wanted),
      rotateApiKey(ctx, { apiKeyId, overlapHours: 0 }),
      revokeApiKey(ctx, { apiKeyId }),
      createServiceAccount(ctx, { name: "bot", role: "member" }),
      changeRole(ctx, { userId: stranger.userId, role: "viewer" }),
      leaveOrganization(ctx),
    ];
    for (const code of await Promise.all(attempts.map(codeOf))) expect(code).toBe("forbidden");
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
