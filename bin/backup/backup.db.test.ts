import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { migrationsFolder } from "@/db/migrate";
import { createBuyer } from "@/db/testing/market";
import { newId } from "@/lib/ids";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import type { Payday } from "@/lib/payouts/testing/payday";
import { judgeBooks } from "./judge-books";
import { digestOf } from "./manifest";
import { restoreBackup } from "./restore-backup";
import { runDrill } from "./run-drill";
import { inOrder } from "./tables";
import { type TakenBackup, takeBackup } from "./take-backup";
import { ask, PaidWeek } from "./testing/paid-week";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(path.join(os.tmpdir(), "openhall-backup-test-"));
const ring = `v1:${Buffer.alloc(32, 7).toString("base64")}`;
let week: PaidWeek;
let payday: Payday;
let url: string;
let plain: TakenBackup;

beforeAll(async () => {
  week = await PaidWeek.open();
  ({ payday, url } = week);
  plain = await takeBackup(url, { into: folder });
});
afterEach(() => week.dropTargets());
afterAll(async () => {
  await week.close();
  rmSync(folder, { recursive: true, force: true });
});

const emptyDatabase = () => week.emptyDatabase();

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
