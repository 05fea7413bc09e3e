export interface SourceDocument {
  kind:
    | "lease"
    | "organization"
    | "grant"
    | "adjustment"
    | "statement"
    | "contract"
    | "commitment"
    | "payment"
    | "invoice"
    | "payout";
  id: string;
}

const PREFIXES: Record<string, SourceDocument["kind"]> = {
  lse: "lease",
  org: "organization",
  prm: "grant",
  adj: "adjustment",
  stm: "statement",
  wct: "contract",
  wcm: "commitment",
  top: "payment",
  sin: "invoice",
  ipm: "invoice",
  crn: "invoice",
  pay: "payout",
};

/** What a transaction was booked for, from its money fact: `lse_…:1764000000` is a lease's usage from that second on. Null where it names none. */
export function sourceOf(ref: string): SourceDocument | null {
  const id = /^([a-z]{3})_[0-9a-z]+/.exec(ref);
  const kind = id ? PREFIXES[id[1]!] : undefined;
  return id && kind ? { kind, id: id[0] } : null;
}
