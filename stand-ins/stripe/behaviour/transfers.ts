import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { randomText } from "../api/identifiers";
import { mergeMetadata, type World } from "../api/world";
import { invalid } from "../refusal";
import { canReceive } from "./accounts";
import { moveBalance, requireAvailable } from "./balance";

function createTransfer({ world, params }: Call<Stripe.TransferCreateParams>): Stripe.Transfer {
  const amount = params.amount!;
  const currency = params.currency.toLowerCase();
  const account = world.find<Stripe.V2.Core.Account>("v2.core.account", params.destination);
  if (!account || account.closed) {
    throw invalid(`No such destination: '${params.destination}'`, "destination", "resource_missing");
  }
  if (!canReceive(account)) {
    throw invalid(
      "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments",
      undefined,
      "insufficient_capabilities_for_transfer",
    );
  }
  requireAvailable(world, amount, currency);
  const transfer = world.create<Stripe.Transfer>("transfer", {
    amount,
    currency,
    description: params.description ?? null,
    destination: account.id,
    destination_payment: `py_${randomText(24)}`,
    metadata: mergeMetadata(null, params.metadata),
    source_type: params.source_type ?? "card",
    transfer_group: params.transfer_group ?? null,
  });
  transfer.reversals.url = `/v1/transfers/${transfer.id}/reversals`;
  transfer.balance_transaction = moveBalance(world, {
    type: "transfer",
    amount: -amount,
    currency,
    source: transfer.id,
    description: transfer.description,
  }).id;
  world.emit("transfer.created", transfer);
  return transfer;
}

function reverseTransfer({ world, id, params }: Call<Stripe.TransferCreateReversalParams>): Stripe.TransferReversal {
  const transfer = world.get<Stripe.Transfer>("transfer", id);
  const left = transfer.amount - transfer.amount_reversed;
  const amount = params.amount ?? left;
  if (left === 0)
    throw invalid(`Transfer ${id} has already been fully reversed.`, undefined, "transfer_already_reversed");
  if (amount > left) {
    throw invalid(
      `Reversal amount (${amount}) is greater than the unreversed amount on the transfer (${left})`,
      "amount",
    );
  }
  const reversal = world.create<Stripe.TransferReversal>("transfer_reversal", {
    amount,
    currency: transfer.currency,
    destination_payment_refund: `pyr_${randomText(24)}`,
    metadata: mergeMetadata(null, params.metadata),
    transfer: transfer.id,
  });
  reversal.balance_transaction = moveBalance(world, {
    type: "transfer_refund",
    amount,
    currency: transfer.currency,
    source: reversal.id,
    description: params.description ?? null,
    reportingCategory: "transfer_reversal",
  }).id;
  transfer.amount_reversed += amount;
  transfer.reversed = transfer.amount_reversed === transfer.amount;
  transfer.reversals.data.unshift(structuredClone(reversal));
  world.emit("transfer.reversed", transfer);
  return reversal;
}

function createPayout({ world, params }: Call<Stripe.PayoutCreateParams>): Stripe.Payout {
  const currency = params.currency.toLowerCase();
  requireAvailable(world, params.amount, currency);
  const payout = world.create<Stripe.Payout>("payout", {
    amount: params.amount,
    arrival_date: world.clock.now() + arrivalSeconds,
    currency,
    description: params.description ?? null,
    destination: `ba_${randomText(24)}`,
    metadata: mergeMetadata(null, params.metadata),
    method: params.method ?? "standard",
    source_type: params.source_type ?? "card",
    status: "pending",
    statement_descriptor: params.statement_descriptor ?? null,
    reconciliation_status: "not_applicable",
    type: "bank_account",
  });
  const movement = { type: "payout" as const, amount: -params.amount, currency, source: payout.id };
  payout.balance_transaction = moveBalance(world, { ...movement, description: "STRIPE PAYOUT" }).id;
  world.emit("payout.created", payout);
  return payout;
}

const arrivalSeconds = 2 * 86_400;

function returnPayout(world: World, payout: Stripe.Payout, type: "payout_cancel" | "payout_failure"): string {
  const { amount, currency, id: source } = payout;
  return moveBalance(world, { type, amount, currency, source, description: "STRIPE PAYOUT" }).id;
}

export function failPayout(world: World, payout: Stripe.Payout): Stripe.Payout {
  if (payout.status === "failed" || payout.status === "canceled") throw invalid(`This payout is ${payout.status}.`);
  payout.status = "failed";
  payout.failure_code = "account_closed";
  payout.failure_message = "The bank account has been closed.";
  payout.failure_balance_transaction = returnPayout(world, payout, "payout_failure");
  world.emit("payout.failed", payout);
  return payout;
}

function cancelPayout({ world, id }: Call): Stripe.Payout {
  const payout = world.get<Stripe.Payout>("payout", id);
  if (payout.status !== "pending") {
    throw invalid("Payouts can only be canceled while they are pending.", undefined, "payout_not_cancelable");
  }
  payout.status = "canceled";
  payout.failure_balance_transaction = returnPayout(world, payout, "payout_cancel");
  world.emit("payout.canceled", payout);
  return payout;
}

export function arrivePayouts(world: World): void {
  for (const payout of world.list<Stripe.Payout>("payout")) {
    if (payout.status !== "pending" || payout.arrival_date > world.clock.now()) continue;
    payout.status = "paid";
    world.emit("payout.paid", payout);
  }
}

export const transferBehaviours: Behaviours = {
  "POST /v1/transfers": createTransfer,
  "POST /v1/transfers/{id}/reversals": reverseTransfer,
  "POST /v1/payouts": createPayout,
  "POST /v1/payouts/{id}/cancel": cancelPayout,
};
