import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile as readText, rm, writeFile as writeText } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import pg from "pg";
import { migrate, migrationsFolder } from "@/db/migrate";
import { keyRing } from "@/lib/secrets/key-ring";
import { copyFrom, copyTo } from "./copy-stream";
import { digestOf, type Manifest, readManifest } from "./manifest";
import { hashOfFile, readFile } from "./sealed-file";
import { COPY_SETTINGS, copyIn, copyOut, listTables, quoted } from "./tables";

/**
 * A backup into an empty database: its schema by the migrations it had, its rows, sequences, each table read again and held against what was
 * backed up, and only then what this build's schema has more. All rows come in one transaction: it is whole, or as empty as before.
 */
export async function restoreBackup(directory: string, url: string, build = migrationsFolder): Promise<Manifest> {
  const manifest = await readManifest(directory);
  const journal = await readJournal(build);
  const known = await knownMigrations(manifest, journal, build);
  for (const { file, fileSha256 } of manifest.tables)
    if ((await hashOfFile(path.join(directory, file))) !== fileSha256)
      throw new Error(`${file} is not the file that was backed up`);
  await assertEmpty(url);
  const older = await folderOf(known, journal, build);
  try {
    await migrate(url, { folder: older });
  } finally {
    await rm(older, { recursive: true, force: true });
  }
  await load(directory, manifest, url);
  await migrate(url, { folder: build });
  return manifest;
}

interface Entry {
  tag: string;
  when: number;
}

interface Journal {
  entries: Entry[];
}

async function readJournal(folder: string): Promise<Journal> {
  return JSON.parse(await readText(path.join(folder, "meta/_journal.json"), "utf8"));
}

/** Those of this build that the backup had; the files must be the same, or the schema would be another. */
async function knownMigrations(manifest: Manifest, journal: Journal, build: string): Promise<Entry[]> {
  const byTime = new Map(journal.entries.map((entry) => [entry.when, entry]));
  const entries: Entry[] = [];
  for (const { hash, createdAt } of manifest.migrations) {
    const entry = byTime.get(createdAt);
    if (!entry || digestOf(await readText(path.join(build, `${entry.tag}.sql`))) !== hash)
      throw new Error(
        `the backup has a migration of ${new Date(createdAt).toISOString()} that this build has not: restore it with the build that took it`,
      );
    entries.push(entry);
  }
  return entries;
}

async function folderOf(entries: Entry[], journal: Journal, build: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "openhall-migrations-"));
  await mkdir(path.join(folder, "meta"));
  await writeText(path.join(folder, "meta/_journal.json"), JSON.stringify({ ...journal, entries }));
  for (const { tag } of entries) await copyFile(path.join(build, `${tag}.sql`), path.join(folder, `${tag}.sql`));
  return folder;
}

const hashOf = (rows: PassThrough) =>
  new Promise<string>((settle) => {
    const hash = createHash("sha256");
    rows.on("data", (chunk: Buffer) => hash.update(chunk)).on("end", () => settle(hash.digest("hex")));
  });

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: "openhall-restore" });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const assertEmpty = (url: string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query(
      "SELECT count(*)::int AS tables FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('public', 'drizzle')",
    );
    if (rows[0].tables > 0)
      throw new Error(
        "the database is not empty: a backup is restored into a new one, which then takes the old one's place",
      );
  });

const load = (directory: string, manifest: Manifest, url: string) =>
  withClient(url, async (client) => {
    await client.query(`${COPY_SETTINGS} BEGIN`);
    const tables = new Map(manifest.tables.map((table) => [table.name, table]));
    const shapes = await listTables(client);
    const missing = manifest.tables.filter(({ name }) => !shapes.some((shape) => shape.name === name));
    if (missing.length > 0) throw new Error(`the schema lacks ${missing.map(({ name }) => name).join(", ")}`);
    const names = shapes.map(({ name }) => `public.${quoted(name)}`);
    // What the triggers guard was guarded when it was written; references are checked as ever.
    // Nor is COPY for those whom row security binds, as it binds the tables' owner: for this transaction it does not.
    for (const name of names)
      await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY`);
    await client.query(`TRUNCATE ${names.join(", ")}`);
    for (const { name } of shapes) {
      const table = tables.get(name);
      if (table) await loadTable(client, directory, manifest, table);
    }
    for (const { name, lastValue, isCalled } of manifest.sequences)
      await client.query("SELECT setval(('public.' || quote_ident($1))::regclass, $2, $3)", [
        name,
        lastValue,
        isCalled,
      ]);
    for (const name of names) await client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER, FORCE ROW LEVEL SECURITY`);
    await client.query("COMMIT");
    await client.query("ANALYZE");
  });

async function loadTable(client: pg.Client, directory: string, manifest: Manifest, table: Manifest["tables"][number]) {
  const { rows, read } = await readFile(path.join(directory, table.file), sealOf(manifest, table.file));
  const copied = copyFrom(client, copyIn(table), rows);
  // Both to their ends: what is wrong with the file says more than that the rows broke off.
  for (const outcome of await Promise.allSettled([read, copied]))
    if (outcome.status === "rejected") throw outcome.reason;
  const again = new PassThrough();
  const digest = hashOf(again);
  await copyTo(client, copyOut(table), again);
  again.end();
  if ((await digest) !== table.rowsSha256) throw new Error(`${table.name} does not read as it was backed up`);
}

function sealOf(manifest: Manifest, file: string) {
  if (manifest.sealedUnder === null) return null;
  const key = keyRing().keys.get(manifest.sealedUnder);
  if (!key)
    throw new Error(`the backup is sealed under ${manifest.sealedUnder}, which OPENHALL_KEY_RING does not have`);
  return { key, name: `${manifest.id}/${file}` };
}
