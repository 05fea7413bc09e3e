import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema = z.strictObject({
  format: z.literal("openhall-backup-1"),
  id: z.string(),
  /** The snapshot's, by the database's clock. */
  takenAt: z.iso.datetime(),
  serverVersion: z.string(),
  /** Which version of the key ring the files are sealed under; null: they are not. */
  sealedUnder: z.string().nullable(),
  /** As drizzle has them: the schema is these, from the repository, and nothing else. */
  migrations: z.array(z.strictObject({ hash: z.string(), createdAt: z.number() })),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      columns: z.array(z.string()),
      file: z.string().regex(/^[a-z0-9_]+\.copy\.gz(\.sealed)?$/),
      rows: z.number().int(),
      bytes: z.number().int(),
      /** Of the file as it lies there. */
      fileSha256: sha256,
      /** Of the rows as COPY writes them. */
      rowsSha256: sha256,
    }),
  ),
  sequences: z.array(z.strictObject({ name: z.string(), lastValue: z.string(), isCalled: z.boolean() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

const FILE = "manifest.json";

export const digestOf = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");

/** With its digest beside it, so that one cut short is told from a whole one; the digest is in the audit log too. */
export function manifestFiles(manifest: Manifest): { digest: string; files: [name: string, text: string][] } {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const digest = digestOf(text);
  return {
    digest,
    files: [
      [FILE, text],
      [`${FILE}.sha256`, `${digest}\n`],
    ],
  };
}

export async function readManifest(directory: string): Promise<Manifest> {
  const [text, digest] = await Promise.all([
    readFile(path.join(directory, FILE), "utf8"),
    readFile(path.join(directory, `${FILE}.sha256`), "utf8"),
  ]);
  if (digestOf(text) !== digest.trim()) throw new Error(`${directory}: the manifest is not what its digest says`);
  return manifestSchema.parse(JSON.parse(text));
}
