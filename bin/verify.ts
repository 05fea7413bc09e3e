import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { receiptSchema } from "@/lib/core/receipts/receipt";
import { type Verdict, verifyReceipt } from "@/lib/core/receipts/verify";

const usage = `npm run verify -- RECEIPT.json [options]

Recomputes a receipt's bill from its own records, without a database, and says what that proves.

  --keys FILE   the platform's published keys, as /api/receipt-keys answers them
  --json        the verdict as JSON
  --help        this text

Exit: 0 sound, 1 not sound, 2 not a receipt.`;

class UsageError extends Error {}

const keysFile = z.object({ keys: z.array(z.object({ publicKey: z.string() })) });

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        keys: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}

function main(): void {
  const { values, positionals } = readOptions();
  if (values.help) {
    console.log(usage);
    return;
  }
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new UsageError(usage);
  const parsed = receiptSchema.safeParse(readJson(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${file} is not a receipt: ${issue?.path.join(".") || "it"} ${issue?.message}`);
  }
  const verdict = verifyReceipt(parsed.data, values.keys ? { publishedKeys: readKeys(values.keys) } : {});
  if (values.json) console.log(JSON.stringify(verdict, null, 2));
  else print(parsed.data.summary, verdict);
  process.exitCode = verdict.ok ? 0 : 1;
}

function readKeys(file: string): string[] {
  const parsed = keysFile.safeParse(readJson(file));
  if (!parsed.success) throw new UsageError(`${file} is not the answer of /api/receipt-keys`);
  return parsed.data.keys.map((key) => key.publicKey);
}

function print(summary: string, { ok, checks, proves, doesNotProve }: Verdict): void {
  console.log(`${summary}\n`);
  for (const check of checks) console.log(`${check.ok ? "ok  " : "FAIL"} ${check.name.padEnd(10)} ${check.message}`);
  console.log(ok ? "\nThe receipt is sound. It proves:" : "\nThe receipt is NOT sound.");
  for (const line of proves) console.log(`  - ${line}`);
  console.log("It does not prove:");
  for (const line of doesNotProve) console.log(`  - ${line}`);
}

try {
  main();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : String((error as Error).stack));
  process.exitCode = 2;
}
