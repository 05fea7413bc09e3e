import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from "vitest";
import { createDatabase } from "@/db/client";
import { migrationsFolder } from "@/db/migrate";
import { dropDatabase } from "@/db/testing/cluster";
import { createBuyer } from "@/db/testing/market";
import { newId } from "@/lib/ids";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { startTopUp } from "@/lib/payments/start-top-up";
import { Payday } from "@/lib/payouts/testing/payday";
import { judgeBooks } from "./judge-books";
import { digestOf } from "./manifest";
import { restoreBackup } from "./restore-backup";
import { runDrill } from "./run-drill";
import { inOrder } from "./tables";
import { type TakenBackup, takeBackup } from "./take-backup";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(path.join(os.tmpdir(), "openhall-backup-test-"));
const ring = `v1:${Buffer.alloc(32, 7).toString("base64")}`;
const targets: string[] = [];
let payday: Payday;
let url: string;
let plain: TakenBackup;

/** A week that was earned, billed, closed and paid out, and then the clock of every day again. */
beforeAll(async () => {
  payday = await Payday.open();
  payday.setEnvironment();
  await payday.earnUntil("2026-02-09T00:20:00Z");
  await payday.account("DE");
  await payday.plan();
  await payday.fund(100_000);
  await payday.sendAll();
  await payday.deliver();
  await payday.scene.database.db.execute(sql`
    CREATE OR REPLACE FUNCTION platform_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
      $$ SELECT date_trunc('milliseconds', clock_timestamp()) $$`);
  await payday.scene.database.db.execute(sql`DROP TABLE test_clock`);
  const ctx = { ...(await createBuyer(payday.scene.market)).ctx, now: new Date() };
  await startTopUp(ctx, { amount: "10", idempotencyKey: newId("req") });
  url = payday.scene.database.url;
  plain = await takeBackup(url, { into: folder });
});
afterEach(async () => {
  for (const target of targets.splice(0)) await dropDatabase(inject("databaseAdminUrl"), target);
});
afterAll(async () => {
  await payday.close();
  rmSync(folder, { recursive: true, force: true });
});

async function emptyDatabase(): Promise<string> {
  const admin = new pg.Client({ connectionString: inject("databaseAdminUrl") });
  await admin.connect();
  const name = `restored_${newId("bak").slice(-12)}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  await admin.end();
  const target = new URL(url);
  target.pathname = `/${name}`;
  targets.push(target.href);
  return target.href;
}

async function ask(target: string, text: string) {
  const { pool, close } = createDatabase(target, { max: 1 });
  try {
    return (await pool.query(text)).rows;
  } finally {
    await close();
  }
}

/** The backup with one thing about it changed. */
async function damaged(change: (directory: string) => void): Promise<string> {
  const copy = path.join(folder, newId("bak"));
  await cp(plain.directory, copy, { recursive: true });
  change(copy);
  return copy;
}

function rewriteManifest(directory: string, change: (manifest: TakenBackup["manifest"]) => void): void {
  const manifest = structuredClone(plain.manifest);
  change(manifest);
  const text = JSON.stringify(manifest);
  writeFileSync(path.join(directory, "manifest.json"), text);
  writeFileSync(path.join(directory, "manifest.json.sha256"), digestOf(text));
}

test("the drill: backed up while others write, restored beside it, each table as in the snapshot, and sound books", async () => {
  const { platform } = payday.scene.market;
  let written = 0;
  let isOver = false;
  const writers = [1, 2].map(async () => {
    const buyer = await createBuyer(payday.scene.market, "1");
    for (; !isOver; written++)
      await creditCustomer(platform.ctx, {
        organizationId: buyer.organizationId,
        amountMicros: 1_000_000n,
        currency: "USD",
        reference: "Drill",
        idempotencyKey: newId("req"),
      });
  });
  const before = written;
  const report = await runDrill(url).finally(async () => {
    isOver = true;
    await Promise.all(writers);
  });
  expect(report.faults).toEqual([]);
  expect(written - before).toBeGreaterThan(20);
  const rows = Object.fromEntries(report.manifest.tables.map((table) => [table.name, table.rows]));
  for (const name of [
    "leases",
    "usage_segments",
    "ledger_entries",
    "payouts",
    "stripe_calls",
    "top_ups",
    "hour_closes",
  ])
    expect(rows[name] ?? 0, name).toBeGreaterThan(0);
  console.log(
    `drill: backup ${Math.round(report.backupMs)} ms, restore ${Math.round(report.restoreMs)} ms, books ${Math.round(report.judgeMs)} ms, ${Object.values(rows).reduce((sum, count) => sum + count, 0)} rows`,
  );
  const drills = await ask(url, "SELECT count(*) AS count FROM pg_database WHERE datname LIKE 'openhall_drill_%'");
  expect(Number(drills[0].count)).toBe(0);
  expect(await payday.scene.findings()).toEqual([]);
});

test("a restored database is on the newest schema, counts on where the old one was, guards its books, and its own backup is the same", async () => {
  const target = await emptyDatabase();
  await restoreBackup(plain.directory, target);
  expect(await judgeBooks(target)).toEqual([]);
  const again = await takeBackup(target, { into: path.join(folder, "again") });
  const hashes = ({ manifest }: TakenBackup) => manifest.tables.map(({ name, rowsSha256 }) => [name, rowsSha256]);
  expect(hashes(again)).toEqual(hashes(plain));
  expect(again.manifest.sequences).toEqual(plain.manifest.sequences);
  await expect(ask(target, "DELETE FROM ledger_entries")).rejects.toThrow("append-only");
  await expect(ask(target, "UPDATE usage_segments SET units = 9")).rejects.toThrow("append-only");
  // That a backup was taken is told after it, so it is not in it: the restored one knows of its own alone.
  const told = await ask(target, "SELECT detail FROM audit_events WHERE action = 'backup.take'");
  expect(told.map(({ detail }) => detail.digest)).toEqual([again.digest]);
});

test("what a later build's schema has more comes after the rows", async () => {
  const build = path.join(folder, "build");
  await cp(migrationsFolder, build, { recursive: true });
  const file = path.join(build, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8"));
  journal.entries.push({
    idx: 99,
    version: "7",
    when: journal.entries.at(-1).when + 1,
    tag: "9999_later",
    breakpoints: true,
  });
  writeFileSync(file, JSON.stringify(journal));
  writeFileSync(
    path.join(build, "9999_later.sql"),
    "ALTER TABLE leases ADD COLUMN later text; --> statement-breakpoint\nUPDATE leases SET later = 'filled';",
  );
  const target = await emptyDatabase();
  await restoreBackup(plain.directory, target, build);
  const rows = await ask(target, "SELECT DISTINCT later FROM leases");
  expect(rows).toEqual([{ later: "filled" }]);
  const ofLater = await takeBackup(target, { into: path.join(folder, "later") });
  await expect(restoreBackup(ofLater.directory, await emptyDatabase())).rejects.toThrow(
    "restore it with the build that took it",
  );
});

test("a database that is not empty is not touched", async () => {
  await expect(restoreBackup(plain.directory, url)).rejects.toThrow("not empty");
});

test("a byte that changed, a file that is cut, missing rows and a changed manifest are refused, and leave the database as empty as before", async () => {
  const target = await emptyDatabase();
  const leases = "leases.copy.gz";
  const flip = await damaged((directory) => {
    const bytes = readFileSync(path.join(directory, leases));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path.join(directory, leases), bytes);
  });
  const cut = await damaged((directory) => {
    const bytes = readFileSync(path.join(directory, leases));
    writeFileSync(path.join(directory, leases), bytes.subarray(0, bytes.length - 20));
  });
  for (const directory of [flip, cut])
    await expect(restoreBackup(directory, target)).rejects.toThrow("is not the file that was backed up");
  const manifest = await damaged((directory) => writeFileSync(path.join(directory, "manifest.json"), "{}"));
  await expect(restoreBackup(manifest, target)).rejects.toThrow("not what its digest says");
  const forged = await damaged((directory) =>
    rewriteManifest(directory, (one) => {
      one.tables.find(({ name }) => name === "leases")!.rowsSha256 = "0".repeat(64);
    }),
  );
  await expect(restoreBackup(forged, target)).rejects.toThrow("leases does not read as it was backed up");
  expect(await ask(target, "SELECT count(*)::int AS count FROM organizations")).toEqual([{ count: 0 }]);
});

test("a sealed backup is of no use without its key, and no file of it passes for another", async () => {
  vi.stubEnv("OPENHALL_KEY_RING", ring);
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of the platform, long enough");
  const sealed = await takeBackup(url, { into: path.join(folder, "sealed"), isSealed: true });
  for (const file of readdirSync(sealed.directory)) {
    expect(readFileSync(path.join(sealed.directory, file)).includes("@example.test"), file).toBe(false);
    expect(statSync(path.join(sealed.directory, file)).mode & 0o077).toBe(0);
  }
  const target = await emptyDatabase();
  await restoreBackup(sealed.directory, target);
  expect(await judgeBooks(target)).toEqual([]);

  vi.stubEnv("OPENHALL_KEY_RING", `v2:${Buffer.alloc(32, 8).toString("base64")}`);
  await expect(restoreBackup(sealed.directory, await emptyDatabase())).rejects.toThrow("sealed under v1");
  vi.stubEnv("OPENHALL_KEY_RING", `v1:${Buffer.alloc(32, 8).toString("base64")}`);
  await expect(restoreBackup(sealed.directory, await emptyDatabase())).rejects.toThrow();
});

test("a login that owns nothing backs up every row by the platform's role, and an owner bound by row security restores it", async () => {
  const { pool } = payday.scene.database;
  const login = `login_${newId("bak").slice(-10)}`;
  await pool.query(`CREATE ROLE ${login} LOGIN NOINHERIT PASSWORD 'login' IN ROLE openhall_app, openhall_platform`);
  const asLogin = Object.assign(new URL(url), { username: login, password: "login" });
  const taken = await takeBackup(asLogin.href, { into: path.join(folder, "login") });
  const rows = ({ manifest }: TakenBackup) => manifest.tables.map((table) => [table.name, table.rows]);
  const again = await takeBackup(url, { into: path.join(folder, "owner") });
  expect(rows(taken).filter(([name]) => name !== "audit_events")).toEqual(
    rows(again).filter(([name]) => name !== "audit_events"),
  );

  const owner = `owner_${newId("bak").slice(-10)}`;
  const target = new URL(await emptyDatabase());
  await pool.query(
    `CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD 'owner'; ALTER DATABASE ${target.pathname.slice(1)} OWNER TO ${owner}`,
  );
  await pool.query(`GRANT openhall_app, openhall_platform TO ${owner} WITH ADMIN OPTION`);
  const asOwner = new URL(target);
  Object.assign(asOwner, { username: owner, password: "owner" });
  await restoreBackup(taken.directory, asOwner.href);
  expect(await judgeBooks(asOwner.href)).toEqual([]);
  const forced = await ask(
    target.href,
    "SELECT count(*)::int AS bare FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND NOT relforcerowsecurity",
  );
  expect(forced).toEqual([{ bare: 0 }]);
  await dropDatabase(inject("databaseAdminUrl"), target.href);
  await pool.query(`DROP OWNED BY ${owner}; DROP ROLE ${owner}, ${login}`);
});

test("a role that row level security would give less than everything is refused", async () => {
  const role = `reader_${newId("bak").slice(-10)}`;
  const { pool } = payday.scene.database;
  await pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'reader'`);
  await pool.query(`GRANT USAGE ON SCHEMA public, drizzle TO ${role}`);
  await pool.query(
    `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA drizzle TO ${role}`,
  );
  const reader = new URL(url);
  Object.assign(reader, { username: role, password: "reader" });
  const into = path.join(folder, "less");
  await expect(takeBackup(reader.href, { into })).rejects.toThrow("permission denied to set role");
  await pool.query(`GRANT openhall_platform TO ${role}`);
  await pool.query("ALTER POLICY platform ON sites USING (country <> 'IS')");
  await expect(takeBackup(reader.href, { into })).rejects.toThrow("hides rows of sites");
  await pool.query("ALTER POLICY platform ON sites USING (true)");
  expect(readdirSync(into)).toEqual([]);
  await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
});

test("a backup that breaks off leaves nothing that could be taken for one", async () => {
  const into = path.join(folder, "broken");
  await expect(takeBackup(url.replace(/\/[^/]+$/, "/nowhere"), { into })).rejects.toThrow();
  expect(readdirSync(into)).toEqual([]);
});

test("tables come after those they refer to, and a circle is named", () => {
  const tables = ["a", "b", "c"].map((name) => ({ name, columns: [] }));
  const names = (references: { from: string; to: string }[]) => inOrder(tables, references).map(({ name }) => name);
  expect(
    names([
      { from: "a", to: "b" },
      { from: "b", to: "c" },
    ]),
  ).toEqual(["c", "b", "a"]);
  expect(() =>
    names([
      { from: "a", to: "b" },
      { from: "b", to: "a" },
    ]),
  ).toThrow("in a circle: a, b");
});
