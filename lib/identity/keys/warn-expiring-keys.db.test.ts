import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiKeys } from "@/db/schema";
import { createCustomer, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { listOpenNotices } from "../notice-queries";
import { createApiKey } from "./create-api-key";
import { revokeApiKey } from "./revoke-api-key";
import { warnExpiringKeys } from "./warn-expiring-keys";

let database: TestDatabase;
let owner: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await createCustomer(database.db);
});
afterAll(() => database.close());

const titles = async () => (await listOpenNotices(owner.ctx)).map((notice) => notice.title);
const expireIn = (id: string, interval: string) =>
  database.db
    .update(apiKeys)
    .set({ expiresAt: sql`now() + ${interval}::interval` })
    .where(eq(apiKeys.id, id));

test("a key that expires within seven days is told of once, by any number of workers, until it is revoked or has expired", async () => {
  const make = async (name: string) =>
    (await createApiKey(owner.ctx, { name, scopes: ["instances:read"], lifetime: "90" })).apiKeyId;
  const [soon, sooner] = [await make("soon"), await make("sooner")];
  await make("later");
  expect(await warnExpiringKeys(database)).toBe(0);
  await Promise.all([expireIn(soon, "6 days 23 hours"), expireIn(sooner, "1 hour")]);
  const raised = await Promise.all([0, 1, 2].map(() => warnExpiringKeys(database)));
  expect(raised.reduce((sum, one) => sum + one, 0)).toBe(2);
  expect(await titles()).toHaveLength(2);
  await revokeApiKey(owner.ctx, { apiKeyId: soon });
  await expireIn(sooner, "-1 second");
  await warnExpiringKeys(database);
  expect(await titles()).toEqual([]);
});
