import { createHash } from "node:crypto";
import { eq, isNull, type SQL, sql } from "drizzle-orm";
import { auditEvents } from "@/db/schema";
import { type ChainedEvent, type EventContent, hashedText } from "@/lib/core/audit/event";

export type AuditEventRow = typeof auditEvents.$inferSelect;

/** The name of a chain; the platform's own has no organization. */
export const chainIdOf = (organizationId: string | null) => organizationId ?? "platform";

export const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

export const hashOf = (event: Parameters<typeof hashedText>[0]) => sha256(hashedText(event));

export function ofChain(organizationId: string | null): SQL {
  return organizationId === null ? isNull(auditEvents.organizationId) : eq(auditEvents.organizationId, organizationId);
}

/** As the unique index of the chains has it. */
export function ofChainInOrder(organizationId: string | null): SQL {
  return sql`coalesce(${auditEvents.organizationId}, '') = ${organizationId ?? ""}`;
}

export function contentOf({ sequence: _, previousHash: __, hash: ___, ...row }: AuditEventRow): EventContent {
  return { ...row, number: String(row.number), at: row.at.toISOString() };
}

/** A row that has its place, as its file holds it and as it is hashed. */
export function toChainedEvent(row: AuditEventRow): ChainedEvent {
  const { sequence, previousHash, hash } = row;
  return { ...contentOf(row), sequence: String(sequence), previousHash: previousHash ?? "", hash: hash ?? "" };
}
