import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { budgets, leases, memberships, sshKeys, users } from "@/db/schema";
import { createCustomer, createMember, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { newId } from "@/lib/ids";
import { acrossTenants, tenantDatabase } from "./tenancy";
import { policyStatements, TENANCY } from "./tenancy-rules";

let database: TestDatabase;
let one: TestParty;
let other: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  one = await createCustomer(database.db);
  other = await createCustomer(database.db);
});
afterAll(() => database.close());

async function rowsOf<T>(query: string): Promise<T[]> {
  return (await database.pool.query(query)).rows as T[];
}

describe("the catalogue", () => {
  test("every table says whose rows it has, is under forced row security, and has the policies that the rules say", async () => {
    const tables = await rowsOf<{ name: string; enabled: boolean; forced: boolean }>(
      `SELECT relname AS name, relrowsecurity AS enabled, relforcerowsecurity AS forced FROM pg_class
       WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname`,
    );
    expect(tables.map((table) => table.name)).toEqual(Object.keys(TENANCY).sort());
    expect(tables.filter((table) => !table.enabled || !table.forced)).toEqual([]);
    const policies = await rowsOf<{ name: string; policies: string[] }>(
      `SELECT tablename AS name, array_agg(policyname || ' ' || cmd || ' ' || array_to_string(roles, ',') ORDER BY policyname)::text[] AS policies
       FROM pg_policies WHERE schemaname = 'public' GROUP BY tablename`,
    );
    const found = Object.fromEntries(policies.map((row) => [row.name, row.policies]));
    for (const name of Object.keys(TENANCY)) {
      const said = policyStatements(name).flatMap((statement) => {
        const [, policy, role = "", command = "ALL"] =
          /CREATE POLICY (\w+) ON "\w+" (?:FOR (\w+) )?TO (\w+)/
            .exec(statement)
            ?.map((part, i, all) => (i === 2 ? all[3]! : i === 3 ? (all[2] ?? "ALL") : part)) ?? [];
        return policy ? [`${policy} ${command} ${role}`] : [];
      });
      expect(found[name], name).toEqual(said.sort());
    }
  });

  test("a table with an organization's or a person's column is not the platform's alone without a reason", async () => {
    const tables = await rowsOf<{ name: string }>(
      `SELECT DISTINCT table_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name = 'organization_id' ORDER BY 1`,
    );
    const hidden = tables.map(({ name }) => name).filter((name) => TENANCY[name]?.of === "platform");
    expect(hidden).toEqual([
      "abuse_flags",
      "fraud_warnings",
      "manual_adjustments",
      "price_books",
      "screening_matches",
      "screening_subjects",
    ]);
  });

  test("neither role passes by row security, logs in or owns a table", async () => {
    const roles = await rowsOf<Record<string, unknown>>(
      "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole FROM pg_roles WHERE rolname LIKE 'openhall\\_%' ORDER BY 1",
    );
    const powerless = { rolsuper: false, rolbypassrls: false, rolcanlogin: false, rolcreaterole: false };
    expect(roles).toEqual([
      { rolname: "openhall_app", ...powerless },
      { rolname: "openhall_platform", ...powerless },
    ]);
    const owned = await rowsOf(
      "SELECT 1 FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname LIKE 'openhall\\_%'",
    );
    expect(owned).toEqual([]);
  });
});

describe("a tenant's database", () => {
  const keyOf = ({ organizationId, userId }: TestParty) => ({
    id: newId("key"),
    organizationId,
    createdBy: userId,
    name: "k",
    publicKey: "ssh-ed25519 AAAA",
    keyType: "ssh-ed25519",
    fingerprint: `SHA256:${newId("key")}`,
  });

  beforeAll(async () => {
    await database.db.insert(sshKeys).values([keyOf(one), keyOf(other)]);
  });

  test("shows its own rows and nobody else's, inside a transaction and outside, though no query says whose", async () => {
    for (const [party, db] of [one, other].map((p) => [p, tenantDatabase(database.db, p)] as const)) {
      const outside = await db.select().from(sshKeys);
      const inside = await db.transaction((tx) => tx.select().from(sshKeys));
      expect(outside.map((row) => row.organizationId)).toEqual([party.organizationId]);
      expect(inside).toEqual(outside);
    }
  });

  test("takes no row of another tenant's in, and moves none there", async () => {
    const db = tenantDatabase(database.db, one);
    await expect(db.insert(sshKeys).values(keyOf(other))).rejects.toMatchObject({ cause: { code: "42501" } });
    await expect(db.update(sshKeys).set({ organizationId: other.organizationId })).rejects.toMatchObject({
      cause: { code: "42501" },
    });
    expect((await db.delete(sshKeys).where(sql`organization_id = ${other.organizationId}`)).rowCount).toBe(0);
  });

  test("without a tenant nothing is shown and nothing can be written", async () => {
    await database.db.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL ROLE openhall_app`);
      for (const table of [sshKeys, leases, budgets]) expect(await tx.select().from(table)).toEqual([]);
      await expect(tx.transaction((inner) => inner.insert(sshKeys).values(keyOf(one)))).rejects.toMatchObject({
        cause: { code: "42501" },
      });
    });
  });

  test("leaves nothing on the connection for whoever has it next, also where a statement or transaction failed", async () => {
    const { db, pool } = database;
    const tenant = tenantDatabase(db, one);
    await tenant.select().from(sshKeys);
    await tenant.execute(sql`SELECT 1/0`).catch(() => undefined);
    await tenant.transaction((tx) => tx.execute(sql`SELECT 1/0`)).catch(() => undefined);
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const { rows } = await pool.query(
          "SELECT current_user <> session_user AS other, current_setting('openhall.organization', true) AS tenant",
        );
        expect(rows[0].other).toBe(false);
        expect(rows[0].tenant ?? "").toBe("");
      }),
    );
    expect(await db.select().from(sshKeys)).toHaveLength(2);
  });

  test("many tenants at once over few connections never see each other's", async () => {
    const seen = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const party = i % 2 === 0 ? one : other;
        const rows = await tenantDatabase(database.db, party).select().from(sshKeys);
        return rows.every((row) => row.organizationId === party.organizationId) && rows.length === 1;
      }),
    );
    expect(seen.every(Boolean)).toBe(true);
  });

  test("goes on to name who has left beside what they made, and nobody else", async () => {
    const leaver = await createMember(database.db, one);
    await database.db.insert(sshKeys).values({ ...keyOf(one), createdBy: leaver.userId });
    await database.db.delete(memberships).where(eq(memberships.userId, leaver.userId));
    const named = await tenantDatabase(database.db, one).select({ id: users.id }).from(users);
    expect(named.map((user) => user.id).sort()).toEqual([one.userId, leaver.userId].sort());
    await database.db.delete(sshKeys).where(eq(sshKeys.createdBy, leaver.userId));
  });

  test("an id with a quote in it stays an id", async () => {
    const db = tenantDatabase(database.db, { organizationId: "x'; reset role; --", userId: "y" });
    expect(await db.select().from(sshKeys)).toEqual([]);
  });

  test("a verb that has to touch another party's rows says so, and gets the platform's view for as long as it uses that context", async () => {
    const ctx = { db: tenantDatabase(database.db, one) };
    expect(await acrossTenants(ctx, "of a test").db.select().from(sshKeys)).toHaveLength(2);
    expect(await ctx.db.select().from(sshKeys)).toHaveLength(1);
  });
});
