import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { type KeyRing, keyRing } from "./key-ring";
import { isSealed, seal, unseal } from "./seal";
import { SEALED_COLUMNS, type SealedColumn } from "./sealed-columns";

const BATCH = 100;

export interface Resealed {
  done: number;
  /** Rows whose secret does not open: its key is gone from the ring, or it was changed or moved. */
  stuck: string[];
}

/**
 * Seals under the ring's current key what lies sealed under another, and what still lies in plain. A batch is a transaction that passes over
 * rows another worker holds, and what is done is not found again, so it may end anywhere and be begun again. A row that does not open is told
 * and left as it is.
 */
export async function resealSecrets(
  ctx: Pick<Context, "db">,
  columns: readonly SealedColumn[] = SEALED_COLUMNS,
): Promise<Resealed> {
  const ring = keyRing();
  const all: Resealed = { done: 0, stuck: [] };
  for (const column of columns) {
    for (let after: string | null = ""; after !== null; ) {
      const batch: Resealed & { last: string | null } = await resealBatch(ctx, column, ring, after);
      all.done += batch.done;
      all.stuck.push(...batch.stuck);
      after = batch.last;
    }
  }
  return all;
}

async function resealBatch({ db }: Pick<Context, "db">, place: SealedColumn, ring: KeyRing, after: string) {
  const [table, column] = [sql.identifier(place.table), sql.identifier(place.column)];
  return db.transaction(async (tx) => {
    const found = await tx.execute<{ id: string; kept: string }>(sql`
      SELECT id, ${column} AS kept FROM ${table}
      WHERE id > ${after} AND ${column} IS NOT NULL AND NOT starts_with(${column}, ${`sealed:${ring.current}:`})
      ORDER BY id LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`);
    const stuck: string[] = [];
    for (const { id, kept } of found.rows) {
      const plain = open(place, id, kept, ring);
      if (plain === null) stuck.push(`${place.table}.${place.column} ${id}`);
      else {
        const sealed = seal(plain, { table: place.table, column: place.column, rowId: id }, ring);
        await tx.execute(sql`UPDATE ${table} SET ${column} = ${sealed} WHERE id = ${id}`);
      }
    }
    const last = found.rows.length === BATCH ? found.rows.at(-1)!.id : null;
    return { done: found.rows.length - stuck.length, stuck, last };
  });
}

function open({ table, column, plain }: SealedColumn, rowId: string, kept: string, ring: KeyRing): string | null {
  if (!isSealed(kept)) return plain === "seal" ? kept : null;
  try {
    return unseal(kept, { table, column, rowId }, ring);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
