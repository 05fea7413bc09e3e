import { sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { CORRECTION_INVARIANTS, CORRECTIONS_BOOKED, findMisbookedCorrections } from "./correction-invariants";
import { INVARIANTS, type Invariant } from "./invariants";
import { readSnapshot } from "./snapshot";

export interface AuditFinding {
  invariant: Invariant;
  violations: number;
  /** The first few that break it. */
  offenders: string[];
}

const SHOWN = 5;

/** Runs every invariant on one snapshot of the books, so that a tick in between cannot look like an error. */
export async function auditBooks(db: Database): Promise<AuditFinding[]> {
  return readSnapshot(db, findViolations);
}

/** Every invariant with what breaks it, in the caller's transaction, which reads one snapshot. */
export async function findViolations(tx: Transaction): Promise<AuditFinding[]> {
  const findings: AuditFinding[] = [];
  for (const invariant of [...INVARIANTS, ...CORRECTION_INVARIANTS]) {
    const { rows } = await tx.execute<{ offender: string }>(sql.raw(invariant.sql));
    findings.push(
      findingOf(
        invariant,
        rows.map((row) => String(row.offender)),
      ),
    );
  }
  findings.push(findingOf(CORRECTIONS_BOOKED, await findMisbookedCorrections(tx)));
  return findings;
}

function findingOf(invariant: Invariant, offenders: readonly string[]): AuditFinding {
  return { invariant, violations: offenders.length, offenders: offenders.slice(0, SHOWN) };
}
