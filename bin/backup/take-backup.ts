import { chmod, mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { createDatabase } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import { newId } from "@/lib/ids";
import { keyRing } from "@/lib/secrets/key-ring";
import { copyTo } from "./copy-stream";
import { type Manifest, manifestFiles } from "./manifest";
import { writeFile } from "./sealed-file";
import { COPY_SETTINGS, copyOut, listTables, readAsWhole, readSequences } from "./tables";

export interface TakenBackup {
  directory: string;
  digest: string;
  manifest: Manifest;
}

interface BackupOptions {
  /** Where a folder of its own is made. */
  into: string;
  isSealed?: boolean;
}

/**
 * Every table in one snapshot, while everybody goes on writing. Until it is whole the folder's name says that it is not. That it was taken is
 * in the audit log, which is what the age of the last one is read from.
 */
export async function takeBackup(url: string, { into, isSealed = false }: BackupOptions): Promise<TakenBackup> {
  const startedAt = performance.now();
  const id = newId("bak");
  const partial = path.join(into, `${id}.partial`);
  await mkdir(partial, { recursive: true, mode: 0o700 });
  await chmod(partial, 0o700);
  try {
    const manifest = await dump(url, { id, directory: partial, isSealed });
    const { digest, files } = manifestFiles(manifest);
    for (const [name, text] of files) await writeDurably(path.join(partial, name), text);
    const directory = path.join(into, `openhall-${manifest.takenAt.replaceAll(/[:.]/g, "-")}-${id.slice(-6)}`);
    await rename(partial, directory);
    await tell(url, manifest, digest, performance.now() - startedAt);
    return { directory, digest, manifest };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function dump(url: string, to: { id: string; directory: string; isSealed: boolean }): Promise<Manifest> {
  const ring = to.isSealed ? keyRing() : null;
  const client = new pg.Client({ connectionString: url, application_name: "openhall-backup" });
  await client.connect();
  try {
    await client.query(COPY_SETTINGS);
    await readAsWhole(client);
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`);
    const { rows } = await client.query("SELECT platform_now() AS now, current_setting('server_version') AS version");
    const migrations = await client.query(
      `SELECT hash, created_at::float8 AS "createdAt" FROM drizzle.__drizzle_migrations ORDER BY created_at`,
    );
    const tables: Manifest["tables"] = [];
    for (const table of await listTables(client)) {
      const file = `${table.name}.copy.gz${ring ? ".sealed" : ""}`;
      const seal = ring && { key: ring.keys.get(ring.current)!, name: `${to.id}/${file}` };
      const written = await writeFile(path.join(to.directory, file), seal, (out) =>
        copyTo(client, copyOut(table), out),
      );
      tables.push({ ...table, file, ...written });
    }
    const sequences = await readSequences(client);
    await client.query("COMMIT");
    return {
      format: "openhall-backup-1",
      id: to.id,
      takenAt: rows[0].now.toISOString(),
      serverVersion: rows[0].version,
      sealedUnder: ring?.current ?? null,
      migrations: migrations.rows,
      tables,
      sequences,
    };
  } finally {
    await client.end();
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function tell(url: string, manifest: Manifest, digest: string, tookMs: number): Promise<void> {
  const { db, close } = createDatabase(url, { max: 1, applicationName: "openhall-backup", role: PLATFORM_ROLE });
  try {
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0);
    const ctx = { actor: { type: "system", name: "backup" } as const, requestId: newId("req") };
    const detail = { digest, rows, bytes, tookMs: Math.round(tookMs), takenAt: manifest.takenAt };
    await recordAudit(db, ctx, { action: "backup.take", targetId: manifest.id, detail });
  } finally {
    await close();
  }
}
