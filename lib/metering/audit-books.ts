import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { CORRECTION_INVARIANTS, CORRECTIONS_BOOKED, findMisbookedCorrections } from "./correction-invariants";
import { INVARIANTS, type Invariant } from "./invariants";

export interface AuditFinding {
  invariant: Invariant;
  violations: number;
  /** The first few that break it. */
  offenders: string[];
}

const SHOWN = 5;

/** Runs every invariant on one snapshot of the books, so that a tick in between cannot look like an error. */
export async function auditBooks(db: Database): Promise<AuditFinding[]> {
  return db.transaction(
    async (tx) => {
      const findings: AuditFinding[] = [];
      for (const invariant of [...INVARIANTS, ...CORRECTION_INVARIANTS]) {
        const { rows } = await tx.execute<{ offender: string }>(sql.raw(invariant.sql));
        const offenders = rows.slice(0, SHOWN).map((row) => String(row.offender));
        findings.push({ invariant, violations: rows.length, offenders });
      }
      const misbooked = await findMisbookedCorrections(tx);
      findings.push({
        invariant: CORRECTIONS_BOOKED,
        violations: misbooked.length,
        offenders: misbooked.slice(0, SHOWN),
      });
      return findings;
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}
