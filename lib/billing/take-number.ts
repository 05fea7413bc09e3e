import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";

/**
 * `INV-2026-000001`, of the year of issue. The series' row is locked until the document is committed, so a number that is taken is used: take it
 * last.
 */
export async function takeNumber(tx: Transaction, prefix: string, issuedAt: Date): Promise<string> {
  const series = `${prefix}-${issuedAt.getUTCFullYear()}`;
  const { rows } = await tx.execute<{ number: number }>(sql`
    INSERT INTO document_series (series, next) VALUES (${series}, 2)
    ON CONFLICT (series) DO UPDATE SET next = document_series.next + 1 RETURNING next - 1 AS number`);
  return `${series}-${String(rows[0]!.number).padStart(6, "0")}`;
}
