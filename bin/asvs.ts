import { writeFileSync } from "node:fs";
import path from "node:path";
import { ASVS_PAGE, findFaults, readAsvs, renderAsvs, shareHeld } from "@/security/asvs-table";

/** `npm run asvs`: writes docs/security/asvs.md and says what of security/asvs.json is not so. */
const root = path.resolve(import.meta.dirname, "..");
const table = readAsvs(root);
writeFileSync(path.join(root, ASVS_PAGE), renderAsvs(table));
const faults = table.requirements.flatMap((row) => findFaults(root, row));
for (const level of [1, 2] as const) {
  const { held, of } = shareHeld(table, level);
  console.log(`L${level}: ${held} of ${of} held`);
}
if (faults.length > 0) console.log(faults.join("\n"));
process.exitCode = faults.length > 0 ? 1 : 0;
