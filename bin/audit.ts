import { parseArgs } from "node:util";
import { createDatabase } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { type AuditFinding, auditBooks } from "@/lib/metering/audit-books";
import { databaseUrl } from "./database-url";

/** `npm run audit [-- --json]`: every invariant of the books with its count of violations; exits 1 on any. */
async function main() {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const { db, close } = createDatabase(databaseUrl(), {
    role: PLATFORM_ROLE,
    max: 1,
    applicationName: "openhall-audit",
    statementTimeoutMs: 600_000,
  });
  try {
    const findings = await auditBooks(db);
    const broken = findings.filter((finding) => finding.violations > 0).length;
    process.exitCode = broken === 0 ? 0 : 1;
    if (values.json)
      return console.log(JSON.stringify({ sound: broken === 0, invariants: findings.map(toJson) }, null, 2));
    for (const { invariant, violations, offenders } of findings) {
      const verdict = violations === 0 ? "ok  " : "FAIL";
      console.log(
        `${verdict} ${String(invariant.number).padStart(2)}  ${String(violations).padStart(6)}  ${invariant.name}`,
      );
      if (violations > 0)
        console.log(`             ${offenders.join(", ")}${violations > offenders.length ? ", …" : ""}`);
    }
    console.log(
      broken === 0 ? `The books are sound: ${findings.length} invariants hold.` : `${broken} invariants are broken.`,
    );
  } finally {
    await close();
  }
}

const toJson = ({ invariant: { number, name }, violations, offenders }: AuditFinding) => ({
  number,
  name,
  violations,
  offenders,
});

main().catch((error: unknown) => {
  console.error(`The audit could not run: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
});
