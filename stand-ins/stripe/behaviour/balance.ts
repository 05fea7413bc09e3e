import type Stripe from "stripe";
import type { Call } from "../api/call";
import type { World } from "../api/world";
import { invalid } from "../refusal";

const pendingSeconds = 2 * 86_400;

interface Movement {
  type: Stripe.BalanceTransaction.Type;
  amount: number;
  currency: string;
  /** None of what Stripe takes by itself. */
  source: string | null;
  fee?: number;
  description?: string | null;
  /** Money from cards waits two days. */
  waits?: boolean;
  reportingCategory?: string;
}

/** Books a movement of the platform's own balance. */
export function moveBalance(world: World, movement: Movement): Stripe.BalanceTransaction {
  const { type, amount, currency, source, fee = 0, waits = false } = movement;
  const now = world.clock.now();
  const feeDetail = {
    amount: fee,
    application: null,
    currency,
    description: "Stripe processing fees",
    type: "stripe_fee",
  };
  return world.create<Stripe.BalanceTransaction>("balance_transaction", {
    type,
    amount,
    currency,
    source,
    fee,
    net: amount - fee,
    fee_details: fee === 0 ? [] : [feeDetail],
    description: movement.description ?? null,
    balance_type: "payments",
    reporting_category: movement.reportingCategory ?? type,
    available_on: waits ? now + pendingSeconds : now,
    status: waits ? "pending" : "available",
  });
}

/** Stripe's own, such as for Radar: nothing of the platform's is behind it. */
export function chargeFee(world: World, amount: number, currency: string): Stripe.BalanceTransaction {
  const description = "Radar (2026-10-01 - 2026-10-31): Radar for Fraud Teams";
  return moveBalance(world, {
    type: "stripe_fee",
    amount: -amount,
    currency,
    source: null,
    description,
    reportingCategory: "fee",
  });
}

/** 2.9 % and 30 minor units, a half rounded up. */
export const cardFee = (amount: number): number => Math.floor((amount * 29 + 500) / 1000) + 30;

function sum(world: World, status: "available" | "pending", currency: string): number {
  return world
    .list<Stripe.BalanceTransaction>("balance_transaction")
    .filter((movement) => movement.status === status && movement.currency === currency)
    .reduce((total, { net }) => total + net, 0);
}

/** Refuses where the available balance is short, in Stripe's words. */
export function requireAvailable(world: World, amount: number, currency: string): void {
  if (sum(world, "available", currency) >= amount) return;
  throw invalid(
    "You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test card.",
    undefined,
    "balance_insufficient",
  );
}

export function currentBalance(world: World): Stripe.Balance {
  const movements = world.list<Stripe.BalanceTransaction>("balance_transaction");
  const currencies = [...new Set(["usd", ...movements.map(({ currency }) => currency)])];
  const amounts = (status: "available" | "pending") =>
    currencies.map((currency) => {
      const amount = sum(world, status, currency);
      return { amount, currency, source_types: { card: amount } };
    });
  return {
    object: "balance",
    available: amounts("available"),
    pending: amounts("pending"),
    livemode: false,
  } as Stripe.Balance;
}

/** Money whose two days are over becomes available. */
export function releasePending(world: World): void {
  const now = world.clock.now();
  const due = world
    .list<Stripe.BalanceTransaction>("balance_transaction")
    .filter((movement) => movement.status === "pending" && movement.available_on <= now);
  for (const movement of due) movement.status = "available";
  if (due.length > 0) world.emit("balance.available", currentBalance(world));
}

export const balanceBehaviours = {
  "GET /v1/balance": ({ world }: Call) => currentBalance(world),
};
