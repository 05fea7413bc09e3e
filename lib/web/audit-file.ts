import { actionText } from "@/lib/core/audit/action-texts";
import type { ChainedEvent } from "@/lib/core/audit/event";
import { csvLine } from "./csv-file";
import { streamedFile } from "./streamed-file";

export const AUDIT_FORMATS = ["ndjson", "csv"] as const;
type Format = (typeof AUDIT_FORMATS)[number];

const TYPES: Record<Format, string> = {
  ndjson: "application/x-ndjson; charset=utf-8",
  csv: "text/csv; charset=utf-8",
};

const HEAD = [
  "sequence",
  "at",
  "action",
  "what",
  "actor",
  "actor type",
  "looking in",
  "api key",
  "address",
  "user agent",
  "target",
  "detail",
  "before",
  "after",
  "request",
  "id",
  "previous hash",
  "hash",
];

/** The whole log as a file. NDJSON is what `npm run verify-audit` checks; CSV is for spreadsheets, and has the hashes to compare. */
export function auditFile(pages: AsyncGenerator<ChainedEvent[]>, format: Format, name: string): Response {
  return streamedFile(format === "csv" ? csvOf(pages) : ndjsonOf(pages), `${name}.${format}`, TYPES[format]);
}

async function* ndjsonOf(pages: AsyncGenerator<ChainedEvent[]>) {
  for await (const page of pages) yield page.map((event) => `${JSON.stringify(event)}\n`).join("");
}

async function* csvOf(pages: AsyncGenerator<ChainedEvent[]>) {
  yield csvLine(HEAD);
  for await (const page of pages) yield page.map((event) => csvLine(rowOf(event))).join("");
}

const json = (value: unknown) => (value === null ? "" : JSON.stringify(value));

function rowOf(event: ChainedEvent): string[] {
  const { actorName, actorId, impersonatorName, apiKeyId, address, userAgent, targetId } = event;
  return [
    event.sequence,
    event.at,
    event.action,
    actionText(event.action),
    actorName ?? actorId ?? "",
    event.actorType,
    impersonatorName ?? "",
    apiKeyId ?? "",
    address ?? "",
    userAgent ?? "",
    targetId ?? "",
    json(event.detail),
    json(event.before),
    json(event.after),
    event.requestId,
    event.id,
    event.previousHash,
    event.hash,
  ];
}
