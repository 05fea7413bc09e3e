import { parseArgs } from "node:util";
import { createDatabase, type Database } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { listChains, verifyAnchors, verifyChain } from "@/lib/audit/verify-chain";
import { type AuditFinding, auditBooks } from "@/lib/metering/audit-books";
import { databaseUrl } from "./database-url";

/** `npm run audit [-- --json]`: every invariant of the books with its count of violations, and the audit log's chains; exits 1 on any fault. */
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
    const log = await checkLog(db);
    process.exitCode = broken === 0 && log.breaks.length === 0 ? 0 : 1;
    if (values.json)
      return console.log(
        JSON.stringify({ sound: process.exitCode === 0, invariants: findings.map(toJson), auditLog: log }, null, 2),
      );
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
    for (const line of log.breaks) console.log(`FAIL audit log: ${line}`);
    console.log(
      `The audit log ${log.breaks.length === 0 ? "is sound" : "was changed"}: ${log.events} events in ${log.chains} chains.`,
    );
  } finally {
    await close();
  }
}

async function checkLog(db: Database) {
  const breaks = (await verifyAnchors(db)).map(({ problem }) => problem);
  let events = 0;
  const chains = await listChains(db);
  for (const organizationId of chains) {
    const verdict = await verifyChain(db, organizationId);
    events += Number(verdict.events);
    const name = organizationId ?? "platform";
    breaks.push(...verdict.breaks.map(({ sequence, problem }) => `${name}, event ${sequence}: ${problem}`));
  }
  return { chains: chains.length, events, breaks };
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
