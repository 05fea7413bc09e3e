import { z } from "zod";
import { canonicalJson } from "../receipts/canonical-json";

/** What a chain begins with in the place of a previous hash. */
export const FIRST_PREVIOUS_HASH = "0".repeat(64);

const text = z.string();
const optionalText = text.nullable();
const json = z.record(z.string(), z.unknown());

/** An event as its file holds it: instants and long numbers are texts. What the hash covers is all of it but the hash. */
export const chainedEventSchema = z.strictObject({
  id: text,
  number: text.regex(/^\d+$/),
  organizationId: optionalText,
  actorType: text,
  actorId: optionalText,
  actorName: optionalText,
  actorOrganizationId: optionalText,
  apiKeyId: optionalText,
  impersonatorId: optionalText,
  impersonatorName: optionalText,
  address: optionalText,
  userAgent: optionalText,
  action: text,
  targetId: optionalText,
  detail: json,
  before: json.nullable(),
  after: json.nullable(),
  requestId: text,
  at: text,
  sequence: text.regex(/^\d+$/),
  previousHash: text,
  hash: text,
});
export type ChainedEvent = z.infer<typeof chainedEventSchema>;

/** As it is before it has its place in a chain. */
export type EventContent = Omit<ChainedEvent, "sequence" | "previousHash" | "hash">;

/**
 * The one text that an event is hashed by: its previous hash, a line break, then its fields as canonical JSON. What is null is left out, so that
 * a field which later events have changes nothing of those before.
 */
export function hashedText({ hash: _, previousHash, ...fields }: Omit<ChainedEvent, "hash"> & { hash?: string }) {
  const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  return `${previousHash}\n${canonicalJson(present, true)}`;
}
