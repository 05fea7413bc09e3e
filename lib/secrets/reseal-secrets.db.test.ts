import { randomBytes } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { eq } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import * as schema from "@/db/schema";
import { payoutAccounts } from "@/db/schema";
import { createOperator, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { newId } from "@/lib/ids";
import { resealSecrets } from "./reseal-secrets";
import { seal, unseal } from "./seal";
import { SEALED_COLUMNS } from "./sealed-columns";

let database: TestDatabase;
let operator: TestParty;
const key = (version: string) => `${version}:${randomBytes(32).toString("base64")}`;
const place = (rowId: string) => ({ table: "payout_accounts", column: "bank", rowId });

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await createOperator(database.db);
});
afterAll(() => database.close());
beforeEach(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters");
  vi.stubEnv("OPENHALL_KEY_RING", key("v1"));
  await database.db.delete(payoutAccounts);
});

/** Accounts that were replaced, each with what `keep` makes of its id. */
async function insertAccounts(count: number, keep: (id: string) => string): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId("pac"));
  const at = new Date();
  const { organizationId, userId } = operator;
  const rows = ids.map((id) => ({
    ...{ id, organizationId, route: "wire" as const, country: "CN", currency: "USD" as const },
    ...{ state: "replaced" as const, bank: keep(id), requestedBy: userId, requestedAt: at, lookAgainAt: at },
  }));
  await database.db.insert(payoutAccounts).values(rows);
  return ids;
}

const kept = async () => {
  const rows = await database.db.select({ id: payoutAccounts.id, bank: payoutAccounts.bank }).from(payoutAccounts);
  return rows.map(({ id, bank }) => ({ id, bank: bank! }));
};

test("what lies in plain or under an earlier key is sealed under the current one, and opens as before", async () => {
  await insertAccounts(130, (id) => `plain of ${id}`);
  await insertAccounts(120, (id) => seal(`v1 of ${id}`, place(id)));
  vi.stubEnv("OPENHALL_KEY_RING", `${key("v2")},${process.env.OPENHALL_KEY_RING}`);
  expect(await resealSecrets(database)).toEqual({ done: 250, stuck: [] });
  for (const { id, bank } of await kept()) {
    expect(bank).toMatch(/^sealed:v2:/);
    expect(unseal(bank, place(id))).toMatch(new RegExp(`^(plain|v1) of ${id}$`));
  }
  const before = await kept();
  expect(await resealSecrets(database)).toEqual({ done: 0, stuck: [] });
  expect(await kept()).toEqual(before);
});

test("two workers at once seal each row once", async () => {
  await insertAccounts(300, (id) => `plain of ${id}`);
  const [one, other] = await Promise.all([resealSecrets(database), resealSecrets(database)]);
  expect(one.done + other.done + (await resealSecrets(database)).done).toBe(300);
  for (const { id, bank } of await kept()) expect(unseal(bank, place(id))).toBe(`plain of ${id}`);
});

test("one that is ended in the middle leaves whole batches behind, and the next does the rest", async () => {
  await insertAccounts(250, (id) => `plain of ${id}`);
  let statements = 0;
  const dying = new Proxy(database.db, {
    get: (db, name) =>
      name === "transaction"
        ? (work: Parameters<typeof db.transaction>[0]) => {
            statements += 1;
            if (statements === 2)
              return db.transaction(async (tx) => work(tx).then(() => Promise.reject(new Error("killed"))));
            return db.transaction(work);
          }
        : Reflect.get(db, name),
  });
  await expect(resealSecrets({ db: dying })).rejects.toThrow("killed");
  const sealed = (await kept()).filter(({ bank }) => bank.startsWith("sealed:"));
  expect(sealed).toHaveLength(100);
  expect((await resealSecrets(database)).done).toBe(150);
});

test("what does not open is told, left as it is, and keeps nobody else's from being sealed", async () => {
  const [first = "", second = ""] = (await insertAccounts(2, (id) => seal(id, place(id)))).sort();
  const rows = new Map((await kept()).map(({ id, bank }) => [id, bank]));
  await database.db
    .update(payoutAccounts)
    .set({ bank: rows.get(second)! })
    .where(eq(payoutAccounts.id, first));
  vi.stubEnv("OPENHALL_KEY_RING", `${key("v2")},${process.env.OPENHALL_KEY_RING}`);
  expect(await resealSecrets(database)).toEqual({ done: 1, stuck: [`payout_accounts.bank ${first}`] });
  const after = new Map((await kept()).map(({ id, bank }) => [id, bank]));
  expect(after.get(first)).toBe(rows.get(second));
  expect(unseal(after.get(second)!, place(second))).toBe(second);
  expect(() => unseal(after.get(first)!, place(first))).toThrow("changed or moved");
});

test("where nothing may lie in plain, plain text is not made to look as if we had sealed it", async () => {
  const [id] = await insertAccounts(1, () => "put here by hand");
  const columns = [{ table: "payout_accounts", column: "bank", plain: "refuse" as const }];
  expect(await resealSecrets(database, columns)).toEqual({ done: 0, stuck: [`payout_accounts.bank ${id}`] });
});

test("every place that anything is sealed for is on the list, and is a column of a table with an id", () => {
  const root = path.join(import.meta.dirname, "../..");
  const files = globSync("{lib,worker,db}/**/*.ts", { cwd: root }).filter((file) => !file.endsWith(".test.ts"));
  const sealing = /table: "(\w+)",\s*column: "(\w+)"/g;
  const named = files.flatMap((file) =>
    [...readFileSync(path.join(root, file), "utf8").matchAll(sealing)].map(([, table, column]) => `${table}.${column}`),
  );
  const listed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`);
  expect([...new Set(named)].sort()).toEqual([...listed].sort());
  const tables = Object.values(schema).flatMap((value) => {
    try {
      return [getTableConfig(value as unknown as PgTable)];
    } catch {
      return [];
    }
  });
  for (const { table, column } of SEALED_COLUMNS) {
    const columns = tables.find(({ name }) => name === table)?.columns ?? [];
    expect(columns.find(({ name }) => name === "id")?.primary, table).toBe(true);
    expect(columns.find(({ name }) => name === column)?.getSQLType(), `${table}.${column}`).toBe("text");
  }
});
