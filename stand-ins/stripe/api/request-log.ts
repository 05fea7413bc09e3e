export interface RequestRecord {
  id: string;
  at: string;
  method: string;
  path: string;
  /** `POST /v1/refunds/{id}`; null where there is no such operation. */
  operation: string | null;
  idempotencyKey: string | null;
  version: string | null;
  params: unknown;
  status: number | null;
  outcome:
    | "under way"
    | "done"
    | "refused"
    | "replayed"
    | "rate limited"
    | "conflict"
    | "dropped before"
    | "dropped after"
    | "failed after";
  error: string | null;
}

const kept = 5_000;

export class RequestLog {
  records: RequestRecord[] = [];

  start(given: Pick<RequestRecord, "id" | "at" | "method" | "path" | "idempotencyKey" | "version">): RequestRecord {
    const record: RequestRecord = {
      ...given,
      operation: null,
      params: null,
      status: null,
      outcome: "under way",
      error: null,
    };
    this.records.push(record);
    if (this.records.length > kept) this.records.shift();
    return record;
  }
}
