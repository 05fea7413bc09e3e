import { type Currency, formatMoney } from "@/lib/core/money";
import { formatSeconds } from "@/lib/core/time";

/** Text fields of Stripe's evidence that we fill, under its names. */
export const EVIDENCE_FIELDS = [
  "product_description",
  "customer_name",
  "customer_email_address",
  "service_date",
  "uncategorized_text",
  "access_activity_log",
] as const;
export type EvidenceField = (typeof EVIDENCE_FIELDS)[number];
export type Evidence = Record<EvidenceField, string>;

export const EVIDENCE_LABELS: Record<EvidenceField, string> = {
  product_description: "What was sold",
  customer_name: "Customer's name",
  customer_email_address: "Customer's e-mail address",
  service_date: "Dates of service",
  uncategorized_text: "Statement",
  access_activity_log: "Access and activity log",
};

/** Stripe's, of all text together. */
export const MOST_EVIDENCE_CHARACTERS = 150_000;
/** The log is cut here, the oldest lines first, so that a person has room to add. */
const MOST_LOG_LINES = 1_000;

export interface EvidenceLease {
  id: string;
  name: string;
  skuCode: string;
  acceleratorCount: number;
  siteName: string;
  city: string;
  simulated: boolean;
  requestedAt: Date;
  /** When SSH first answered from outside; null where it never did. */
  runningAt: Date | null;
  endedAt: Date | null;
  billedSeconds: bigint;
  chargedMicros: bigint;
  sshKeys: string[];
}

export interface EvidenceFacts {
  customer: { id: string; name: string; since: Date; ownerName: string; ownerEmail: string };
  payment: { id: string; amountMicros: bigint; currency: Currency; paidAt: Date; paidWith: string | null };
  refundedMicros: bigint;
  disputedAt: Date;
  /** That ran between the payment and the dispute. */
  leases: EvidenceLease[];
  /** What the platform and the hosts recorded of them, and sign-ins to the console. */
  log: { at: Date; text: string }[];
}

const iso = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
const day = (at: Date): string => at.toISOString().slice(0, 10);

/** A draft from what is on record, for a person to read before it is handed in: nothing in it is more than a record says. */
export function assembleEvidence(facts: EvidenceFacts): Evidence {
  const { customer, payment, leases, disputedAt } = facts;
  const ran = leases.filter((lease) => lease.runningAt !== null);
  const first = ran.map((lease) => lease.runningAt!).sort((a, b) => a.getTime() - b.getTime())[0];
  const last = ran
    .map((lease) => lease.endedAt ?? disputedAt)
    .sort((a, b) => a.getTime() - b.getTime())
    .at(-1);
  return {
    product_description:
      "Prepaid compute: the customer adds money to a balance and launches instances with GPU accelerators by themselves. " +
      "Each instance is billed by the second from when SSH answers until it ends, and uses up the balance. Delivered at once, online.",
    customer_name: customer.ownerName,
    customer_email_address: customer.ownerEmail,
    service_date: first && last ? `${day(first)} to ${day(last)}` : day(payment.paidAt),
    uncategorized_text: statement(facts, ran),
    access_activity_log: log(facts),
  };
}

function statement(facts: EvidenceFacts, ran: EvidenceLease[]): string {
  const { customer, payment, refundedMicros, disputedAt, leases } = facts;
  const money = (micros: bigint) => formatMoney(micros, payment.currency);
  const used = ran.reduce((sum, lease) => sum + lease.chargedMicros, 0n);
  const seconds = ran.reduce((sum, lease) => sum + lease.billedSeconds, 0n);
  const lines = [
    `${customer.name} (${customer.id}), customer since ${day(customer.since)}, paid ${money(payment.amountMicros)} on ${iso(payment.paidAt)}` +
      `${payment.paidWith ? ` with ${payment.paidWith}` : ""} (payment ${payment.id}). The money was on the balance at once.`,
  ];
  if (refundedMicros > 0n) lines.push(`${money(refundedMicros)} of it went back to the card by refund.`);
  if (ran.length === 0)
    lines.push(
      `Until the dispute of ${iso(disputedAt)} no instance of the customer ran on it; the money was there to be used.`,
    );
  else
    lines.push(
      `Between the payment and the dispute of ${iso(disputedAt)} the customer ran ${ran.length} instance${ran.length === 1 ? "" : "s"}, ` +
        `billed for ${formatSeconds(seconds)} and ${money(used)} in all. Each answered over SSH, to keys that the customer had stored:`,
    );
  for (const lease of leases) lines.push(`- ${leaseLine(lease, money)}`);
  lines.push(
    "All times are UTC, from the platform's own clock. The use of each instance is on record by the second, and each has a signed receipt.",
  );
  return lines.join("\n");
}

function leaseLine(lease: EvidenceLease, money: (micros: bigint) => string): string {
  const { id, name, skuCode, acceleratorCount, siteName, city, runningAt, endedAt, sshKeys } = lease;
  const what = `${name} (${id}): ${acceleratorCount} × ${skuCode} at ${siteName}, ${city}${lease.simulated ? " (simulated)" : ""}`;
  if (!runningAt) return `${what}; requested ${iso(lease.requestedAt)}, never ran, not billed.`;
  const keys = sshKeys.length > 0 ? ` Keys: ${sshKeys.join(", ")}.` : "";
  return (
    `${what}; requested ${iso(lease.requestedAt)}, SSH answered ${iso(runningAt)}, ${endedAt ? `ended ${iso(endedAt)}` : "still there"}; ` +
    `${formatSeconds(lease.billedSeconds)} billed, ${money(lease.chargedMicros)}.${keys}`
  );
}

function log({ log }: EvidenceFacts): string {
  const lines = [...log].sort((a, b) => a.at.getTime() - b.at.getTime()).map(({ at, text }) => `${iso(at)} ${text}`);
  const kept = lines.slice(-MOST_LOG_LINES);
  return kept.length < lines.length
    ? [`(${lines.length - kept.length} earlier lines left out)`, ...kept].join("\n")
    : kept.join("\n");
}
