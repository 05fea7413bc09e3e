import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Scene } from "@/db/testing/scene";
import { hledgerAccount, type JournalAccount } from "@/lib/core/ledger/hledger";
import type { Currency } from "@/lib/core/money";
import { closeLease } from "@/lib/leases/close-lease";
import { accountKey, openAccounts } from "@/lib/ledger/accounts";
import { postTransaction } from "@/lib/ledger/post-transactions";
import { writeJournal } from "./write-journal";

interface Row extends JournalAccount, Record<string, unknown> {
  currency: Currency;
  micros: bigint;
}

let scene: Scene;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), "openhall-journal-"));
  scene = await Scene.open(new Date("2026-03-01T10:50:00.250Z"));
});
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await scene.close();
});

async function useSome() {
  const lease = await scene.buyer.launch(2);
  await scene.pass(5);
  const container = scene.container(lease);
  await container.beat();
  await container.runFor(900, 30);
  await closeLease(scene.buyer.ctx, { leaseId: lease.id });
  await container.beat({ phase: "exited", endedAgoMs: 0, exitCode: 0 });
  await scene.tick();
}

/** A conversion has two currencies in one transaction, and a memo may hold what means something to hledger. */
async function convertSome() {
  const keys = (["USD", "CNY"] as const).flatMap((currency) => [
    { kind: "customer_prepaid" as const, organizationId: scene.buyer.organizationId, currency },
    { kind: "fx_position" as const, organizationId: null, currency },
  ]);
  await scene.database.db.transaction(async (tx) => {
    const accounts = await openAccounts(tx, keys);
    const [usd, usdPosition, cny, cnyPosition] = keys.map((key) => accounts.get(accountKey(key))!);
    await postTransaction(tx, {
      kind: "fx",
      ref: "bought",
      effectiveAt: scene.now,
      memo: "a memo; with (signs) | that * mean ! something\nand a second line",
      entries: [
        { ...usd!, amountMicros: -1_234_567n },
        { ...usdPosition!, amountMicros: 1_234_567n },
        { ...cnyPosition!, amountMicros: -8_900_001n },
        { ...cny!, amountMicros: 8_900_001n },
      ],
    });
  });
}

function hledgerBalances(file: string): Map<string, string> {
  const csv = execFileSync(
    "hledger",
    ["-f", file, "balance", "--flat", "--empty", "--no-total", "-O", "csv", "--layout=bare"],
    {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C.UTF-8" },
    },
  );
  const rows = csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map((cell) => cell.replace(/^"|"$/g, "")));
  return new Map(rows.map(([account, currency, amount]) => [`${account} ${currency}`, amount!]));
}

test("hledger, reading the journal, finds every balance as the ledger has it, to the micro", async () => {
  await useSome();
  await convertSome();
  const file = path.join(dir, "ledger.journal");
  const out = createWriteStream(file);
  const count = await writeJournal(scene.database.db, out);
  out.end();
  await once(out, "finish");
  expect(count).toBe(await scene.database.db.$count(sql`ledger_transactions`));
  execFileSync("hledger", ["-f", file, "check", "balancednoautoconversion"], {
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  const { rows } = await scene.database.db.execute<Row>(sql`
    SELECT a.kind, a.organization_id AS "organizationId", a.qualifier, a.currency, sum(e.amount_micros)::bigint AS micros
    FROM ledger_accounts a JOIN ledger_entries e ON e.account_number = a.number GROUP BY 1, 2, 3, 4`);
  const balances = hledgerBalances(file);
  expect(balances.size).toBe(rows.length);
  for (const row of rows) {
    const theirs = BigInt(balances.get(`${hledgerAccount(row)} ${row.currency}`)!.replace(".", ""));
    expect(theirs, hledgerAccount(row)).toBe(-row.micros);
  }
  expect(readFileSync(file, "utf8")).toContain("(ltx_1)");
});

test("the command says what it needs", () => {
  const run = (...args: string[]) =>
    execFileSync("node_modules/.bin/tsx", ["bin/journal.ts", ...args], {
      encoding: "utf8",
      stdio: "pipe",
      cwd: path.dirname(import.meta.dirname),
    });
  expect(run("--help")).toContain("--format hledger");
  expect(() => run("--format", "beancount")).toThrow(/--format hledger must be named/);
});
