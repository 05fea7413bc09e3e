import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { dropDatabase } from "@/db/testing/cluster";
import { newId } from "@/lib/ids";
import { judgeBooks } from "./judge-books";
import { restoreBackup } from "./restore-backup";
import { type TakenBackup, takeBackup } from "./take-backup";
import { ask, PaidWeek } from "./testing/paid-week";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(path.join(os.tmpdir(), "openhall-backup-roles-"));
let week: PaidWeek;
let url: string;

beforeAll(async () => {
  week = await PaidWeek.open();
  ({ url } = week);
});
afterAll(async () => {
  await week.dropTargets();
  await week.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a login that owns nothing backs up every row by the platform's role, and an owner bound by row security restores it", async () => {
  const { pool } = week.payday.scene.database;
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
  const target = new URL(await week.emptyDatabase());
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
  const { pool } = week.payday.scene.database;
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
