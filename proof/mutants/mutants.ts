import type { Mutation } from "../crash/bundle";

export type Part = "oracle" | "crash" | "race" | "payment";

/** A bug of the kind that costs money, put into the source text. */
export interface Mutant {
  name: string;
  mutations: Mutation[];
  /** The part of the harness that should see it; the others are asked too where it does not. */
  first: Part;
  /** Of a crash: the scenario to begin with; of a payment: the one that is asked. */
  scenario?: string;
}

const one = (name: string, first: Part, file: string, find: string, replace: string): Mutant => ({
  name,
  first,
  mutations: [{ file, find, replace }],
});

const CALLS = "lib/payments/send-stripe-call.ts";
const TICK = "lib/metering/bill-due-leases.ts";
const SEGMENTS = "lib/core/rating/segments.ts";

export const MUTANTS: Mutant[] = [
  {
    ...one(
      "an idempotency key per attempt",
      "crash",
      "lib/ledger/credit-customer.ts",
      `const ref = \`\${customer.id}:\${input.idempotencyKey}\`;`,
      `const ref = \`\${customer.id}:\${input.idempotencyKey}:\${Math.random()}\`;`,
    ),
    scenario: "a credit by the desk",
  },
  one(
    "a cursor that is advanced past a lost charge",
    "oracle",
    TICK,
    "const to = billableTo(lease, now);",
    "const to = lease.proven_through;",
  ),
  one(
    "rounding at every tick",
    "oracle",
    SEGMENTS,
    "retailMicros: retailed.through - retailed.before,",
    "retailMicros: priceMicros((retail?.microsPerUnitHour ?? 0n) * BigInt(interval.units), secondsBetween(from, to)),",
  ),
  one(
    "an hour of 3,599 seconds",
    "oracle",
    "lib/core/rating/amount.ts",
    "const SECONDS_PER_HOUR = 3_600n;",
    "const SECONDS_PER_HOUR = 3_599n;",
  ),
  one(
    "a price that still holds at the second at which it ends",
    "oracle",
    SEGMENTS,
    "(!rate.to || at.getTime() < rate.to.getTime()),",
    "(!rate.to || at.getTime() <= rate.to.getTime()),",
  ),
  one(
    "a balance that is read without its lock",
    "race",
    "lib/ledger/accounts.ts",
    `.where(eq(ledgerAccounts.id, account.id)).for("no key update");`,
    ".where(eq(ledgerAccounts.id, account.id));",
  ),
  one("a hold that is not released", "oracle", "lib/leases/transitions.ts", "await releaseHold(tx, lease.id, at);", ""),
  one(
    "an operator who is paid for unreachable time",
    "oracle",
    "lib/core/leases/states.ts",
    `unreachable: free("unreachable: no proof that the instance ran"),`,
    `unreachable: { ...free("unreachable: no proof that the instance ran"), paysOperator: true },`,
  ),
  one(
    "an outage of a host that is billed once the host is back",
    "oracle",
    "lib/leases/restart-lease.ts",
    `if (lease.state === "running")
    await becomeUnreachable(tx, lease, { source: "agent", reason: "Its host has restarted" });`,
    "",
  ),
  one(
    "a balance that is updated twice",
    "oracle",
    "lib/metering/book-segments.ts",
    "await moveBalances(tx, postings);",
    "await moveBalances(tx, postings);\n    await moveBalances(tx, postings);",
  ),
  one(
    "tax that is rounded at every tick",
    "oracle",
    "lib/core/rating/charge.ts",
    "taxMicros: taxMicros(through, tax) - taxMicros(before, tax),",
    "taxMicros: taxMicros(through - before, tax),",
  ),
  {
    name: "segments and cursor in transactions of their own",
    first: "crash",
    scenario: "a tick of a lease that has ended",
    mutations: [
      {
        file: TICK,
        find: "return ctx.db.transaction(async (tx) => {",
        replace: "return ((work: (tx: never) => Promise<TickResult>) => work(ctx.db as never))(async (tx: never) => {",
      },
      {
        file: TICK,
        find: "await tx.transaction(async (inner) => {",
        replace: "await ((work: (inner: never) => Promise<void>) => work(tx as never))(async (inner: never) => {",
      },
    ],
  },
  one(
    "time that nobody has proven",
    "oracle",
    TICK,
    "return later(lease.billed_through, earlier(closed, lease.proven_through));",
    "return later(lease.billed_through, closed);",
  ),
  one(
    "a container that did not run through the gap, billed for it",
    "oracle",
    "lib/core/leases/proof.ts",
    `return grewMs >= gapMs - TOLERANCE_MS ? "continuous" : "interrupted";`,
    `return grewMs >= gapMs - TOLERANCE_MS ? "continuous" : "continuous";`,
  ),
  one(
    "a charge of less than a micro that leaves the account it was priced in short",
    "oracle",
    "lib/metering/book-segments.ts",
    "lease.billing_currency !== lease.currency && retailMicros + taxMicros !== 0n;",
    "lease.billing_currency !== lease.currency && retailMicros > 1_000n;",
  ),
  {
    ...one(
      "a call to Stripe that nobody takes up after a death",
      "payment",
      CALLS,
      `and(eq(stripeCalls.state, "sending"), lte(stripeCalls.leasedUntil, at)),`,
      "",
    ),
    scenario: "evidence that is handed in",
  },
  {
    name: "another key with each attempt, and no look at what an earlier one made",
    first: "payment",
    scenario: "an automatic top-up",
    mutations: [
      {
        file: "lib/payments/calls/call-kind.ts",
        find: "keyGeneration === 0 ? id :",
        replace: `keyGeneration === 0 ? id + ":" + Math.random() :`,
      },
      { file: CALLS, find: "call.attempts > 1 ? await kind.find(stripe, keyed) : null", replace: "null as never" },
    ],
  },
  {
    ...one(
      "a payout that is put into the outbox apart from what takes it off the books",
      "payment",
      "lib/payouts/send-payouts.ts",
      `planCall(tx, "transfer"`,
      `planCall(ctx.db as never, "transfer"`,
    ),
    scenario: "a payout that is planned and sent",
  },
];
