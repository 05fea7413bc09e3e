import { policyStatements, TENANCY } from "@/db/tenancy-rules";

const usage = `npm run policies -- TABLE...

Prints what a migration needs so that a new table's rows are its tenant's alone, as db/tenancy-rules.ts says.`;

const tables = process.argv.slice(2);
const unknown = tables.filter((table) => !(table in TENANCY));
if (tables.length === 0 || unknown.length > 0) {
  console.error(unknown.length > 0 ? `db/tenancy-rules.ts does not name ${unknown.join(", ")}.\n\n${usage}` : usage);
  process.exit(2);
}
console.log(tables.flatMap(policyStatements).join("\n--> statement-breakpoint\n"));
