import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate, migrationsFolder } from "./migrate";
import { createTestDatabase, type TestDatabase } from "./testing/database";

let database: TestDatabase;
const folder = mkdtempSync(path.join(os.tmpdir(), "openhall-migrate-"));

/** The repository's migrations and one more, which needs the strongest lock on a table that everybody reads. */
beforeAll(async () => {
  database = await createTestDatabase();
  await cp(migrationsFolder, folder, { recursive: true });
  const file = path.join(folder, "meta/_journal.json");
  const journal = JSON.parse(await readFile(file, "utf8"));
  const when = Math.max(...journal.entries.map((entry: { when: number }) => entry.when)) + 1;
  journal.entries.push({ idx: journal.entries.length, version: "7", when, tag: "9999_added", breakpoints: true });
  await writeFile(file, JSON.stringify(journal));
  await writeFile(path.join(folder, "9999_added.sql"), "ALTER TABLE leases ADD COLUMN added text;");
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const isAdded = async () =>
  (
    await database.pool.query(
      "SELECT 1 FROM information_schema.columns WHERE table_name = 'leases' AND column_name = 'added'",
    )
  ).rowCount === 1;

async function holdLeases(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("BEGIN; SELECT count(*) FROM leases");
  return client;
}

test("behind a long transaction the migration steps back, lets others read on, and gives up having changed nothing", async () => {
  const long = await holdLeases();
  const reads: number[] = [];
  let isOver = false;
  const reader = (async () => {
    for (; !isOver; await sleep(10)) {
      const since = performance.now();
      await database.pool.query("SELECT count(*) FROM leases");
      reads.push(performance.now() - since);
    }
  })();
  const tries: number[] = [];
  const migrating = migrate(database.url, {
    folder,
    lockTimeoutMs: 200,
    patienceMs: 2_500,
    onRetry: (attempt) => tries.push(attempt),
  });
  await expect(migrating).rejects.toThrow(/got no lock in \d+ attempts and changed nothing/);
  isOver = true;
  await reader;
  expect(tries.length).toBeGreaterThan(0);
  expect(Math.max(...reads)).toBeLessThan(1_500);
  expect(reads.length).toBeGreaterThan(20);
  expect(await isAdded()).toBe(false);
  await long.query("COMMIT");
  await long.end();
});

test("it goes through with the next attempt once the long transaction is over, beside a second migration too", async () => {
  const long = await holdLeases();
  const ending = (async () => {
    await sleep(700);
    await long.query("COMMIT");
    await long.end();
  })();
  await Promise.all([
    migrate(database.url, { folder, lockTimeoutMs: 200 }),
    migrate(database.url, { folder, lockTimeoutMs: 200 }),
    ending,
  ]);
  expect(await isAdded()).toBe(true);
});

test("what is wrong otherwise is told at once", async () => {
  const broken = mkdtempSync(path.join(os.tmpdir(), "openhall-migrate-"));
  await cp(folder, broken, { recursive: true });
  const file = path.join(broken, "meta/_journal.json");
  const journal = JSON.parse(await readFile(file, "utf8"));
  journal.entries.push({
    idx: 99,
    version: "7",
    when: journal.entries.at(-1).when + 1,
    tag: "99999_broken",
    breakpoints: true,
  });
  await writeFile(file, JSON.stringify(journal));
  await writeFile(path.join(broken, "99999_broken.sql"), "ALTER TABLE nowhere ADD COLUMN x text;");
  await expect(migrate(database.url, { folder: broken })).rejects.toMatchObject({ cause: { code: "42P01" } });
  rmSync(broken, { recursive: true, force: true });
});

test("an owner that may not use another installation's roles is told what to grant, and then migrates", async () => {
  const owner = `owner_${randomBytes(5).toString("hex")}`;
  const url = Object.assign(new URL(database.url), { username: owner, password: "owner", pathname: `/${owner}` });
  await database.pool.query(`CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD 'owner'`);
  await database.pool.query(`CREATE DATABASE ${owner} OWNER ${owner}`);
  try {
    await expect(migrate(url.href)).rejects.toThrow(
      "GRANT openhall_app, openhall_platform TO <owner> WITH ADMIN OPTION",
    );
    await database.pool.query(`GRANT openhall_app, openhall_platform TO ${owner} WITH ADMIN OPTION`);
    await migrate(url.href);
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    expect((await client.query("SELECT to_regclass('leases') IS NOT NULL AS is_there")).rows).toEqual([
      { is_there: true },
    ]);
    await client.end();
  } finally {
    await database.pool.query(`DROP DATABASE ${owner} WITH (FORCE)`);
    await database.pool.query(`DROP ROLE ${owner}`);
  }
});
