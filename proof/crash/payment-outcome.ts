import { sql } from "drizzle-orm";
import Stripe from "stripe";
import type { Database } from "@/db/client";
import type { StripeStandIn } from "@/stand-ins/stripe/server";
import { fingerprint } from "./fingerprint";
import { unsound } from "./killed";

const KEY = "sk_test_proof";
/** The one that the product is written for, said here once more. */
const VERSION = "2026-10-28.endive";

/** Of a child's environment. */
export const environmentOf = ({ url }: Pick<StripeStandIn, "url">) => ({
  STRIPE_SECRET_KEY: KEY,
  STRIPE_API_URL: url,
  NEXTAUTH_URL: "https://openhall.test",
});

/** How often it was tried, and what was sent and told word for word. */
const OF_THE_WAY = ["attempts", "request", "payload"];
const TIME = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:[\d.]+(Z|\+00:00)/g;
const UNIX_SECONDS = /\b1[6-9]\d{8}\b/g;
const STRIPE_ID = /\b(cs_test|[a-z]{2,5})_[A-Za-z0-9]{20,}\b/g;
const OURS = /_[0-9a-hjkmnp-tv-z]{26}$/;

/** Everything that the database holds, as `fingerprint` has it, without what differs from one Stripe and one second to another. */
export async function stateOf(db: Database, known: ReadonlySet<string>): Promise<string[]> {
  return (await fingerprint(db, known)).map(withoutChance).sort();
}

/** The same when all is over: by whichever way it came about. */
export async function outcomeOf(db: Database, known: ReadonlySet<string>): Promise<string[]> {
  return (await fingerprint(db, known)).map((line) => withoutChance(withoutWay(line))).sort();
}

function withoutWay(line: string): string {
  const at = line.indexOf(" ");
  const row = JSON.parse(line.slice(at + 1)) as Record<string, unknown>;
  for (const column of OF_THE_WAY) delete row[column];
  return `${line.slice(0, at)} ${JSON.stringify(row)}`;
}

function withoutChance(line: string): string {
  return line
    .replaceAll(TIME, "time")
    .replaceAll(UNIX_SECONDS, "seconds")
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "stripe:")
    .replaceAll(STRIPE_ID, (id, kind) => (OURS.test(id) ? id : `${kind}_stripe`));
}

/** What no reconciler may leave: work that somebody still has to do, or that nobody will. */
export async function unresolved(db: Database): Promise<string[]> {
  const { rows } = await db.execute<{ what: string }>(sql`
    SELECT 'call ' || kind || ' ' || state AS what FROM stripe_calls WHERE ended_at IS NULL OR state <> 'done'
    UNION ALL SELECT 'event ' || type || ' ' || state FROM stripe_events WHERE state IN ('received', 'failed')
    UNION ALL SELECT 'top-up ' || state FROM top_ups WHERE state NOT IN ('open', 'paid') OR (state = 'paid' AND fee_micros IS NULL)
    UNION ALL SELECT 'refund ' || state FROM refunds WHERE state <> 'succeeded'
    UNION ALL SELECT 'evidence ' || state FROM dispute_evidence WHERE state <> 'submitted'
    UNION ALL SELECT 'dispute ' || state FROM disputes WHERE closed_at IS NOT NULL AND settled_at IS NULL
    UNION ALL SELECT 'payout ' || state FROM payouts WHERE state <> 'reconciled'
    UNION ALL SELECT 'reversal ' || state FROM payout_reversals WHERE state <> 'done'
    UNION ALL SELECT 'notice ' || key FROM notices WHERE resolved_at IS NULL AND key ~ '^(stripe_|payout:|refund:)'`);
  return rows.map(({ what }) => `unresolved: ${what}`);
}

/** What Stripe has, a line an object. */
export async function atStripe({ host, port }: StripeStandIn): Promise<string[]> {
  const stripe = new Stripe(KEY, { host, port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
  const all = { limit: 100 };
  const [customers, sessions, intents, refunds, disputes, transfers, balance] = await Promise.all([
    stripe.customers.list(all),
    stripe.checkout.sessions.list(all),
    stripe.paymentIntents.list(all),
    stripe.refunds.list(all),
    stripe.disputes.list(all),
    stripe.transfers.list({ ...all, expand: ["data.reversals"] }),
    stripe.balance.retrieve(),
  ]);
  return [
    ...customers.data.map(() => "customer"),
    ...sessions.data.map(({ status, amount_total: amount }) => `page of ${amount} ${status}`),
    ...intents.data.map(({ status, amount }) => `payment of ${amount} ${status}`),
    ...refunds.data.map(({ status, amount }) => `refund of ${amount} ${status}`),
    ...disputes.data.map(
      ({ status, amount, evidence_details: { submission_count: times } }) =>
        `dispute of ${amount} ${status}, evidence ${times} times`,
    ),
    ...transfers.data.map(({ amount }) => `transfer of ${amount}`),
    ...transfers.data.flatMap(({ reversals }) => reversals.data.map(({ amount }) => `reversal of ${amount}`)),
    ...balance.available.map(({ amount, currency }) => `balance of ${amount} ${currency}`),
  ].sort();
}

/** What every request of a run keeps to: the contract, the pinned version, and a key that is one of our calls' where it changes something. */
export async function breaches(db: Database, { admin }: StripeStandIn): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`SELECT id FROM stripe_calls`);
  const calls = new Set(rows.map(({ id }) => id));
  const requests = await admin.requests();
  const wrong = requests.flatMap(({ method, path, operation, version, idempotencyKey, outcome, error }) => {
    const isOurs = method === "GET" ? idempotencyKey === null : calls.has(idempotencyKey?.split(":")[0] ?? "");
    const isKept = operation !== null && (outcome === "done" || outcome === "replayed");
    return isOurs && isKept && version === VERSION
      ? []
      : [`${method} ${path} under ${idempotencyKey} for ${version}: ${outcome}, ${error}`];
  });
  return [...wrong, ...(await admin.contractFaults()).map((fault) => `the stand-in itself: ${fault}`)];
}

export async function faultsOf(db: Database, stripe: StripeStandIn): Promise<string[]> {
  return [...(await unresolved(db)), ...(await unsound(db)), ...(await breaches(db, stripe))];
}
