import { formatMoney } from "@/lib/core/money";
import { formatSeconds } from "@/lib/core/time";
import { checkAdjustments } from "./corrections";
import type { Receipt } from "./receipt";
import { type Check, checkEvents, checkIntervals, checkSegments, checkTotals } from "./recompute";
import { checkSeal } from "./seal";

export interface Verdict {
  ok: boolean;
  checks: Check[];
  proves: string[];
  doesNotProve: string[];
}

export interface VerifyOptions {
  /** Raw public keys, base64, that the platform has published; without them the signature says only that the receipt is whole. */
  publishedKeys?: readonly string[];
}

/** Recomputes the bill from the receipt alone (money.md, Rating) and says what that proves and what it does not. Pure. */
export function verifyReceipt(receipt: Receipt, options: VerifyOptions = {}): Verdict {
  const { publishedKeys } = options;
  const isPublished = publishedKeys?.includes(receipt.signature.publicKey) ?? false;
  const seal = checkSeal(receipt);
  const checks: Check[] = [
    {
      name: "chain",
      ok: seal.brokenAt === null,
      message:
        seal.brokenAt === null
          ? `${receipt.records.length} records, each hashed over the one before`
          : `record ${seal.brokenAt} is not the one that was chained there`,
    },
    {
      name: "signature",
      ok: seal.isSigned,
      message: seal.isSigned
        ? `made with the key ${receipt.signature.keyId}`
        : "not made over these records with the key it names",
    },
    ...(publishedKeys
      ? [{ name: "key", ok: isPublished, message: isPublished ? "is published" : "is not among the published keys" }]
      : []),
    checkEvents(receipt),
    checkIntervals(receipt),
    checkSegments(receipt),
    checkAdjustments(receipt),
    checkTotals(receipt),
  ];
  const ok = checks.every((check) => check.ok);
  return { ok, checks, proves: ok ? proven(receipt, isPublished) : [], doesNotProve: unproven(receipt, isPublished) };
}

function proven({ lease, totals, side, signature }: Receipt, isPublished: boolean): string[] {
  const charge = formatMoney(BigInt(totals.chargeMicros), lease.billingCurrency, { precision: "micros" });
  const amount = side === "customer" ? `the charge is ${charge}` : `the operator earns ${charge}`;
  return [
    `From these states, prices and rates ${amount} for ${formatSeconds(BigInt(totals.seconds))}, to the micro: recomputed here, second by second.`,
    "Every second from the request to where billing has come is in one segment, and in no two.",
    "Time that was not billed is listed with its reason.",
    isPublished
      ? "The platform signed exactly this: it cannot later show another receipt and deny this one."
      : `Whoever holds the key ${signature.keyId} signed exactly this.`,
  ];
}

function unproven({ side, lease }: Receipt, isPublished: boolean): string[] {
  return [
    ...(isPublished
      ? []
      : ["That the key is the platform's: compare it with those published at /api/receipt-keys (--keys)."]),
    "That the instance was in the states recorded: those are the host agent's proofs and the platform's record of them.",
    side === "customer"
      ? "That the price is the one you agreed to: compare it with what you were shown at launch."
      : "That the price is the one agreed: compare it with your offer or contract.",
    "That the sums were booked: compare the transactions with your statement.",
    ...(lease.simulated ? ["Anything about real accelerators: those of this lease were simulated."] : []),
  ];
}
