const requestKinds = ["latency", "drop-before", "drop-after", "error-after", "rate-limit", "conflict"] as const;
const webhookKinds = ["duplicate", "delay", "lose", "shuffle"] as const;

/** Something that goes wrong for the next `count` requests that match. */
export interface RequestFault {
  kind: (typeof requestKinds)[number];
  method?: string;
  /** `/v1/refunds`, or a regular expression that the whole path matches. */
  path?: string;
  count?: number;
  latencyMs?: number;
}

/** Something that goes wrong for the next `count` events. */
export interface WebhookFault {
  kind: (typeof webhookKinds)[number];
  types?: string[];
  count?: number;
  /** How often each is sent in all. */
  times?: number;
  delayMs?: number;
}

export interface FaultInput {
  requests?: RequestFault[];
  webhooks?: WebhookFault[];
}

function requireKind(kind: string, known: readonly string[]): void {
  if (!known.includes(kind)) throw new Error(`${kind} is no fault; there are ${known.join(", ")}.`);
}

export class Faults {
  private requests: (RequestFault & { count: number })[] = [];
  private webhooks: (WebhookFault & { count: number })[] = [];

  /** Throws on a kind or a path that could never match, before anything is added. */
  add({ requests = [], webhooks = [] }: FaultInput): void {
    for (const { kind, path } of requests) {
      requireKind(kind, requestKinds);
      if (path) new RegExp(path);
    }
    for (const { kind } of webhooks) requireKind(kind, webhookKinds);
    this.requests.push(...requests.map((fault) => ({ ...fault, count: fault.count ?? 1 })));
    this.webhooks.push(...webhooks.map((fault) => ({ ...fault, count: fault.count ?? 1 })));
  }

  clear(): void {
    this.requests = [];
    this.webhooks = [];
  }

  /** All that this request suffers; each is used up by one. */
  takeForRequest(method: string, path: string): RequestFault[] {
    const matching = this.requests.filter(
      (fault) =>
        (!fault.method || fault.method === method) && (!fault.path || new RegExp(`^(?:${fault.path})$`).test(path)),
    );
    for (const fault of matching) fault.count -= 1;
    this.requests = this.requests.filter((fault) => fault.count > 0);
    return matching;
  }

  takeForEvent(type: string): WebhookFault[] {
    const matching = this.webhooks.filter((fault) => !fault.types || fault.types.includes(type));
    for (const fault of matching) fault.count -= 1;
    this.webhooks = this.webhooks.filter((fault) => fault.count > 0);
    return matching;
  }
}
