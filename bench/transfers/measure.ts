import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { accountKey, openAccounts } from "@/lib/ledger/accounts";
import { postTransaction } from "@/lib/ledger/post-transactions";
import type { Log, Measured } from "../benchmark";
import { interleave } from "../interleave";
import { withServer } from "../server";

const ACCOUNTS = 500;
const CLIENTS = [1, 4, 16];
const SLICE_MS = 1_000;

/** One transfer between account `from` and `to` of 0…499; `to` null is the hot account. */
type Transfer = (from: number, to: number | null, key: string) => Promise<unknown>;

/**
 * Single idempotent movements a second through `postTransaction`, against PL/pgSQL transfers with versioned account rows; one prepared
 * statement and one round trip each, the same driver. Between tenants' accounts, and from a tenant's to the one account that everybody's money
 * goes to: the platform's revenue with us, which keeps no balance on a row. The ratio is that of the least favourable of the six cases.
 */
export function measureTransfers(log: Log): Promise<Measured> {
  return withServer("transfers", (server) =>
    server.withFresh(
      async ({ db }) => {
        const ours = await prepareOurs(db);
        const theirs = await prepareTheirs(db);
        for (const transfer of [ours, theirs]) for (const hot of [true, false]) await perSecond(transfer, 4, hot);
        // else sessions keep plans that were made for empty tables until autovacuum has come by
        await db.execute(sql`ANALYZE`);
        return interleave(log, async () => {
          const figures: Record<string, number> = {};
          let ratio = Number.POSITIVE_INFINITY;
          for (const clients of CLIENTS)
            for (const hot of [true, false]) {
              const oursPerSecond = await perSecond(ours, clients, hot);
              const theirsPerSecond = await perSecond(theirs, clients, hot);
              const name = `${hot ? "hot" : "spread"}${clients}`;
              Object.assign(figures, {
                [`${name}Ours`]: oursPerSecond,
                [`${name}Theirs`]: theirsPerSecond,
                [name]: oursPerSecond / theirsPerSecond,
              });
              ratio = Math.min(ratio, oursPerSecond / theirsPerSecond);
            }
          await assertBooked(db);
          return { ratio, figures };
        });
      },
      Math.max(...CLIENTS),
    ),
  );
}

let turn = 0;

async function perSecond(transfer: Transfer, clients: number, hot: boolean): Promise<number> {
  turn += 1;
  const startedAt = performance.now();
  let done = 0;
  const client = async (at: number) => {
    for (let round = 0; performance.now() - startedAt < SLICE_MS; round++) {
      const from = (round * 7 + at * 31) % ACCOUNTS;
      await transfer(from, hot ? null : (from * 13 + 1 + round) % ACCOUNTS, `${turn}-${at}-${round}`);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, at) => client(at)));
  return (done / (performance.now() - startedAt)) * 1_000;
}

export async function prepareOurs(db: Database): Promise<Transfer> {
  await db.execute(sql`
    INSERT INTO organizations (id, kind, name)
    SELECT 'org_bench_' || g, 'customer', 'bench ' || g FROM generate_series(0, ${ACCOUNTS - 1}::int) g`);
  const key = (kind: "customer_prepaid" | "operator_payable") => (at: number) =>
    ({ kind, organizationId: `org_bench_${at}`, currency: "USD" }) as const;
  const revenue = { kind: "platform_revenue", organizationId: null, currency: "USD" } as const;
  const [payer, payee] = [key("customer_prepaid"), key("operator_payable")];
  const all = Array.from({ length: ACCOUNTS }, (_, at) => [payer(at), payee(at)]).flat();
  const accounts = await openAccounts(db, [revenue, ...all]);
  await db.execute(sql`ANALYZE`);
  return (from, to, ref) =>
    postTransaction(db, {
      kind: "manual_adjustment",
      ref,
      effectiveAt: new Date(),
      entries: [
        { ...accounts.get(accountKey(payer(from)))!, amountMicros: -1_000_000n },
        { ...accounts.get(accountKey(to === null ? revenue : payee(to)))!, amountMicros: 1_000_000n },
      ],
    });
}

export async function prepareTheirs(db: Database): Promise<Transfer> {
  await db.execute(sql.raw(readFileSync(new URL("./account-versions.sql", import.meta.url), "utf8")));
  const { rows } = await db.execute<{ id: string }>(sql`
    INSERT INTO versioned_accounts (name, currency) SELECT 'account ' || g, 'USD' FROM generate_series(0, ${2 * ACCOUNTS}::int) g RETURNING id`);
  const ids = rows.map((row) => row.id);
  await db.execute(sql`ANALYZE`);
  return (from, to) =>
    db.execute(sql`/* prepared create_transfer */
      SELECT * FROM create_transfer(${ids[from]}, ${to === null ? ids[2 * ACCOUNTS] : ids[ACCOUNTS + to]}, 1.00)`);
}

/** Both sides moved what they say: balances are the sums of their entries. */
async function assertBooked(db: Database): Promise<void> {
  const { rows } = await db.execute<{ wrong: bigint }>(sql`
    SELECT (SELECT count(*) FROM ledger_accounts a WHERE balance_micros <>
        coalesce((SELECT sum(amount_micros) FROM ledger_entries e WHERE e.account_number = a.number), 0))
      + (SELECT count(*) FROM versioned_accounts a WHERE balance <>
        coalesce((SELECT sum(amount) FROM versioned_entries e WHERE e.account_id = a.id), 0)) AS wrong`);
  if (rows[0]?.wrong !== 0n) throw new Error(`${rows[0]?.wrong} balances are not the sums of their entries`);
}
