import { z } from "zod";
import { INTERVAL_STATES, LEASE_STATES } from "@/lib/core/leases/states";
import { CURRENCIES } from "@/lib/core/money";

/** What `npm run verify` reads. Amounts are decimal strings of micros, instants ISO 8601 UTC. */
export const RECEIPT_FORMAT = "openhall-receipt/1";

const micros = z.string().regex(/^-?\d{1,19}$/);
const count = z.string().regex(/^-?\d{1,18}$/);
const instant = z.iso.datetime();
const until = instant.nullable();
const text = z.string().max(2_000);
const id = z.string().min(1).max(80);
const currency = z.enum(CURRENCIES);

const event = z.strictObject({
  type: z.literal("event"),
  seq: z.number().int(),
  source: z.enum(["customer", "platform", "agent", "probe"]),
  kind: text,
  toState: z.enum(LEASE_STATES).nullable(),
  message: text,
  at: instant,
});
const interval = z.strictObject({
  type: z.literal("interval"),
  id,
  state: z.enum(INTERVAL_STATES),
  sku: id,
  units: z.number().int().positive(),
  from: instant,
  to: until,
});
const rate = z.strictObject({
  type: z.literal("rate"),
  id,
  sku: id,
  microsPerUnitHour: micros,
  from: instant,
  to: until,
});
const tax = z.strictObject({
  type: z.literal("tax"),
  id,
  jurisdiction: text,
  name: text,
  rateBps: z.number().int(),
  from: instant,
  to: until,
});
const conversion = z.strictObject({
  type: z.literal("conversion"),
  id,
  base: currency,
  quote: currency,
  rateE9: micros,
  source: text,
  from: instant,
  to: until,
});
const segment = z.strictObject({
  type: z.literal("segment"),
  intervalId: id,
  state: z.enum(INTERVAL_STATES),
  sku: id,
  units: z.number().int().positive(),
  from: instant,
  to: instant,
  rateId: id.nullable(),
  amountMicros: micros,
  taxRateId: id.nullable(),
  taxMicros: micros,
  conversionId: id.nullable(),
  chargeMicros: micros,
  zeroReason: text.nullable(),
  transaction: id.nullable(),
});
const correction = z.strictObject({
  type: z.literal("correction"),
  id,
  kind: z.enum(["state", "rate"]),
  state: z.enum(INTERVAL_STATES).nullable(),
  microsPerUnitHour: micros.nullable(),
  from: instant,
  to: instant,
  reason: text,
  evidence: text.nullable(),
  createdAt: instant,
  supersededAt: until,
});
const adjustment = z.strictObject({
  type: z.literal("adjustment"),
  from: instant,
  to: instant,
  rev: z.number().int().positive(),
  seconds: count,
  amountMicros: micros,
  taxMicros: micros,
  chargeMicros: micros,
  reason: text,
  transaction: id.nullable(),
});
const slaCredit = z.strictObject({
  type: z.literal("sla_credit"),
  rule: text,
  from: instant,
  to: instant,
  unreachableSeconds: count,
  /** What it adds to the reader's account: the credit to the customer, what was charged back to the operator. */
  creditMicros: micros,
  transaction: id,
});

const body = z.discriminatedUnion("type", [
  event,
  interval,
  rate,
  tax,
  conversion,
  segment,
  correction,
  adjustment,
  slaCredit,
]);
export type ReceiptRecord = z.infer<typeof body>;
export type RecordOf<T extends ReceiptRecord["type"]> = Extract<ReceiptRecord, { type: T }>;

export const receiptTotals = z.strictObject({
  /** Billed seconds, corrections included. */
  seconds: count,
  amountMicros: micros,
  taxMicros: micros,
  /** Amount and tax in the billing currency. */
  chargeMicros: micros,
  slaCreditMicros: micros,
});
export type ReceiptTotals = z.infer<typeof receiptTotals>;

const head = z.strictObject({
  format: z.literal(RECEIPT_FORMAT),
  /** Whose bill it is: what the customer is charged, or what the operator is paid. */
  side: z.enum(["customer", "operator"]),
  issuer: text,
  issuedAt: instant,
  lease: z.strictObject({
    id,
    name: text.nullable(),
    sku: id,
    accelerators: z.number().int(),
    site: text,
    country: text,
    simulated: z.boolean(),
    state: z.enum(LEASE_STATES),
    endReason: text.nullable(),
    requestedAt: instant,
    runningAt: until,
    endedAt: until,
    billedFrom: instant,
    /** Every second before this is in a segment below. */
    billedThrough: instant,
    currency,
    billingCurrency: currency,
  }),
  totals: receiptTotals,
  /** What the sums come to, in a sentence. */
  summary: text,
});
export type ReceiptHead = z.infer<typeof head>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const receiptSchema = z.strictObject({
  ...head.shape,
  records: z.array(z.strictObject({ body, hash: sha256 })).max(200_000),
  signature: z.strictObject({
    algorithm: z.literal("ed25519"),
    keyId: z.string().max(64),
    /** Raw, base64. */
    publicKey: z.string().max(64),
    /** Over `openhall-receipt/1\n<hash of the last record>`, base64. */
    value: z.string().max(120),
  }),
});
export type Receipt = z.infer<typeof receiptSchema>;
export type ReceiptSide = Receipt["side"];

export function recordsOf<T extends ReceiptRecord["type"]>(receipt: Pick<Receipt, "records">, type: T): RecordOf<T>[] {
  return receipt.records.map(({ body }) => body).filter((body): body is RecordOf<T> => body.type === type);
}
