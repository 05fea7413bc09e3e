import { setTimeout as sleep } from "node:timers/promises";
import type { MatchedOperation } from "../contract/contract";
import { findMismatch } from "../contract/find-mismatch";
import { parseForm } from "../contract/form";
import { readParameters } from "../contract/read-parameters";
import { invalid, Refusal } from "../refusal";
import type { Behaviours, Call, Rules } from "./call";
import { defaultBehaviour, notImitated } from "./default-behaviour";
import { expand, type Includables } from "./expand";
import type { Faults, RequestFault } from "./faults";
import type { IdempotencyStore, SavedAnswer } from "./idempotency";
import { randomText } from "./identifiers";
import type { RequestLog, RequestRecord } from "./request-log";
import type { World } from "./world";

export interface ApiRequest {
  method: string;
  pathname: string;
  query: string;
  body: string;
  headers: Record<string, string | undefined>;
}

export interface ApiAnswer extends SavedAnswer {
  headers: Record<string, string>;
}

export interface ApiParts {
  world: World;
  faults: Faults;
  idempotency: IdempotencyStore;
  log: RequestLog;
  behaviours: Behaviours;
  rules: Rules;
  includables: Includables;
  checkAlways(operation: string, params: Record<string, unknown>): void;
  passTime(world: World): void;
  onChange(): void;
}

/** One request to /v1 or /v2, from fault to answer. */
export class Api {
  constructor(private readonly parts: ApiParts) {}

  /** Null: the connection is closed without an answer. */
  async handle(request: ApiRequest): Promise<ApiAnswer | null> {
    const { faults, log, world } = this.parts;
    const record = log.start({
      id: `req_${randomText(14)}`,
      at: world.clock.iso(),
      method: request.method,
      path: request.pathname,
      idempotencyKey: request.headers["idempotency-key"] ?? null,
      version: request.headers["stripe-version"] ?? null,
    });
    const suffered = faults.takeForRequest(request.method, request.pathname);
    const suffers = (kind: RequestFault["kind"]) => suffered.find((fault) => fault.kind === kind);
    if (suffers("drop-before")) {
      record.outcome = "dropped before";
      return null;
    }
    const answer = await this.answer(request, record, suffered);
    record.status = answer.status;
    const error = answer.status >= 400 ? (JSON.parse(answer.body) as { error: { message: string } }).error : null;
    record.error = error?.message ?? null;
    if (record.outcome === "under way") record.outcome = error ? "refused" : "done";
    this.parts.onChange();
    if (!suffers("drop-after")) return answer;
    record.outcome = "dropped after";
    return null;
  }

  private async answer(request: ApiRequest, record: RequestRecord, suffered: RequestFault[]): Promise<ApiAnswer> {
    const headers = { "request-id": record.id, "stripe-version": this.parts.world.contract.apiVersion };
    const { idempotency } = this.parts;
    try {
      const operation = this.admit(request, record, suffered);
      const key = this.keyOf(request);
      const saved = key ? idempotency.claim(key, whatIsAsked(request)) : null;
      if (saved) {
        record.outcome = "replayed";
        return { ...saved, headers: { ...headers, "idempotent-replayed": "true" } };
      }
      const echo: Record<string, string> = key ? { "idempotency-key": key } : {};
      return { ...(await this.execute(operation, request, record, suffered, key)), headers: { ...headers, ...echo } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { ...answerOf(error), headers };
    }
  }

  /** Refuses what Stripe would not look at any further. */
  private admit(request: ApiRequest, record: RequestRecord, suffered: RequestFault[]): MatchedOperation {
    const { contract } = this.parts.world;
    const { method, pathname, headers } = request;
    const operation = contract.match(method, pathname);
    record.operation = operation?.name ?? null;
    if (!/^Bearer (sk|rk)_test_\w+$/.test(headers.authorization ?? "")) {
      throw invalid(
        "Invalid API Key provided: the stand-in takes any sk_test_… or rk_test_… key.",
        undefined,
        undefined,
        401,
      );
    }
    if (suffered.some(({ kind }) => kind === "rate-limit")) {
      record.outcome = "rate limited";
      throw new Refusal(429, { type: "rate_limit_error", code: "rate_limit", message: "Request rate limit exceeded." });
    }
    if (suffered.some(({ kind }) => kind === "conflict")) {
      record.outcome = "conflict";
      const message = "This object cannot be accessed right now because another API request is currently accessing it.";
      throw new Refusal(409, { type: "invalid_request_error", code: "lock_timeout", message });
    }
    if (headers["stripe-version"] !== contract.apiVersion) {
      throw invalid(
        `Stripe-Version is ${headers["stripe-version"] ?? "absent"}; the stand-in knows ${contract.apiVersion} only.`,
        undefined,
        "stand_in_other_version",
      );
    }
    if (headers["stripe-account"] || headers["stripe-context"]) throw notImitated("requests for another account");
    if (operation) return operation;
    throw invalid(`Unrecognized request URL (${method}: ${pathname}).`, undefined, undefined, 404);
  }

  private keyOf({ method, headers, pathname }: ApiRequest): string | null {
    const counts = method === "POST" || (method === "DELETE" && pathname.startsWith("/v2/"));
    const key = counts ? (headers["idempotency-key"] ?? null) : null;
    if (key && key.length > 255) throw invalid("Idempotency keys can have up to 255 characters.");
    return key;
  }

  private async execute(
    operation: MatchedOperation,
    request: ApiRequest,
    record: RequestRecord,
    suffered: RequestFault[],
    key: string | null,
  ): Promise<SavedAnswer> {
    const { world, idempotency } = this.parts;
    const isV2 = operation.path.startsWith("/v2/");
    const settle = (answer: SavedAnswer): SavedAnswer => {
      // v2 does a failed request again; v1 keeps even a 500
      if (key && (!isV2 || answer.status < 300)) idempotency.keep(key, answer);
      else if (key) idempotency.release(key);
      return answer;
    };
    let call: Call;
    try {
      for (const { kind, latencyMs } of suffered) if (kind === "latency") await sleep(latencyMs ?? 1_000);
      call = this.readCall(operation, request, record);
    } catch (error) {
      // Stripe saves nothing where it has not begun
      if (key) idempotency.release(key);
      throw error;
    }
    let answer: SavedAnswer;
    world.cause = { requestId: record.id, idempotencyKey: key };
    try {
      answer = { status: 200, body: JSON.stringify(this.perform(operation, call)) };
    } catch (error) {
      answer = answerOf(error instanceof Refusal ? error : asInternal(error, world, operation));
    } finally {
      world.cause = { requestId: null, idempotencyKey: null };
    }
    if (!suffered.some(({ kind }) => kind === "error-after")) return settle(answer);
    record.outcome = "failed after";
    // v2 does not repeat what has succeeded, even where the answer was lost in a 500
    if (isV2) settle(answer);
    const message = "An unknown error occurred (the stand-in was told to fail after having done it).";
    const failure = answerOf(new Refusal(500, { type: "api_error", message }));
    return isV2 ? failure : settle(failure);
  }

  private readCall(operation: MatchedOperation, request: ApiRequest, record: RequestRecord): Call {
    const { world, rules, checkAlways, passTime } = this.parts;
    const isJson = operation.path.startsWith("/v2/") && operation.method === "POST";
    const given = operation.method === "POST" ? request.body : request.query;
    const raw = isJson ? parseJson(given) : parseForm(given);
    record.params = raw;
    const params = readParameters(world.contract, operation.params, raw, isJson ? "json" : "form");
    const call: Call = { world, params, ids: operation.ids, id: operation.ids.at(-1) ?? "" };
    passTime(world);
    checkAlways(operation.name, params);
    rules[operation.name]?.(call as never);
    return call;
  }

  private perform(operation: MatchedOperation, call: Call): object {
    const { behaviours, includables, world } = this.parts;
    const behaviour = behaviours[operation.name];
    const { expand: paths = [], ...params } = call.params as { expand?: string[] };
    const done = behaviour ? behaviour({ ...call, params } as never) : defaultBehaviour(operation, { ...call, params });
    const answer = expand(world, includables, done, paths);
    const items = operation.isList ? (answer as { data: object[] }).data : [answer];
    for (const item of items) {
      const mismatch = findMismatch(world.contract, operation.answer, item);
      if (mismatch) throw new Error(`answer of ${operation.name} is not as the contract says: ${mismatch}`);
    }
    return answer;
  }
}

function whatIsAsked({ method, pathname, body }: ApiRequest) {
  const isForm = !pathname.startsWith("/v2/");
  const parameters = isForm ? new URLSearchParams(body) : null;
  parameters?.sort();
  return { method, path: pathname, body: parameters?.toString() ?? body };
}

function parseJson(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("The request's body is not JSON.");
  }
}

const answerOf = ({ status, body }: Refusal): SavedAnswer => ({ status, body: JSON.stringify({ error: body }) });

/** A mistake of the stand-in: told, and never hidden behind a plausible answer. */
function asInternal(error: unknown, world: World, operation: MatchedOperation): Refusal {
  const message = `Stripe stand-in, ${operation.name}: ${error instanceof Error ? error.message : String(error)}`;
  world.contractFaults.push(message);
  console.error(error instanceof Error ? error.stack : message);
  return new Refusal(500, { type: "api_error", message });
}
