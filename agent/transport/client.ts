import { createHash, randomBytes } from "node:crypto";
import type { z } from "zod";
import {
  ACCEPT_HEADER,
  ACCEPTS_REQUEST_IDS,
  AGENT_API,
  type AgentChannel,
  type AgentReport,
  type DesiredResponse,
  desiredResponse,
  type EnrolRequest,
  type EnrolResponse,
  enrolResponse,
  errorBody,
  REQUEST_ID_HEADER,
  type ReportResponse,
  reportResponse,
  SIGNATURE_HEADERS,
  signingString,
} from "@/lib/core/contracts/agent";
import { type KeyResponse, keyProofString, keyResponse } from "@/lib/core/contracts/agent-key";
import {
  type AgentRefusal,
  ANSWER_HEADERS,
  ASK_ROTATE_KEY,
  PROCESS_HEADERS,
  REFUSALS,
} from "@/lib/core/contracts/agent-process";
import { AgentError } from "../errors";
import type { AgentKey } from "./key";
import type { KeyRing } from "./key-ring";
import { PlatformTime } from "./platform-time";
import type { RunCounter } from "./run-counter";

const REQUEST_TIMEOUT_MS = 10_000;

/** The platform answered, and said no. */
export class RefusedError extends AgentError {
  readonly status: number;
  readonly code: string;
  readonly answered: Headers;

  constructor(status: number, code: string, message: string, answered: Headers) {
    super(message);
    this.status = status;
    this.code = code;
    this.answered = answered;
  }

  /** Where the message itself was refused, not what it asked for. */
  get refusal(): AgentRefusal | null {
    const said = this.answered.get(ANSWER_HEADERS.refusal);
    return REFUSALS.find((one) => one === said) ?? (this.status === 401 ? "key" : null);
  }
}

/** No usable answer: nothing is known about what the platform did. */
export class UnreachableError extends AgentError {}

interface Call<T> {
  url: URL;
  init: RequestInit;
  timeoutMs: number;
  schema: z.ZodType<T>;
  signal?: AbortSignal;
}

interface Answer<T> {
  data: T;
  headers: Headers;
}

/** What fails says under which id the platform's log has it. */
async function call<T>(asked: Call<T>): Promise<Answer<T>> {
  try {
    return await send(asked);
  } catch (error) {
    const requestId = new Headers(asked.init.headers).get(REQUEST_ID_HEADER);
    if (requestId) Object.assign(error as Error, { requestId });
    throw error;
  }
}

async function send<T>({ url, init, timeoutMs, schema, signal }: Call<T>): Promise<Answer<T>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let status: number;
  let headers: Headers;
  let text: string;
  try {
    const response = await fetch(url, {
      ...init,
      redirect: "error",
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    });
    status = response.status;
    headers = response.headers;
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new UnreachableError(`${url.origin} cannot be reached: ${rootCause(error)}`);
  }
  const body = parseJson(text);
  if (status >= 400) {
    const refusal = errorBody.safeParse(body);
    if (refusal.success) throw new RefusedError(status, refusal.data.error.code, refusal.data.error.message, headers);
    if (status >= 500) throw new UnreachableError(`${url.origin} answered ${status}.`);
    throw new RefusedError(status, "unknown", `${url.origin} answered ${status}; is this Openhall's address?`, headers);
  }
  const answer = schema.safeParse(body);
  if (!answer.success) throw new UnreachableError(`${url.origin} gave an answer that this agent does not understand.`);
  return { data: answer.data, headers };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function rootCause(error: unknown): string {
  const { name, cause, message } = error as Error & { cause?: Error & { code?: string } };
  if (name === "TimeoutError") return "no answer in time";
  return cause?.message || cause?.code || message;
}

export const apiUrl = (base: string, path: string) => new URL(`${AGENT_API}${path}`, base);

export async function enrol(base: string, request: EnrolRequest): Promise<EnrolResponse> {
  const { data } = await call({
    url: apiUrl(base, "/enroll"),
    init: { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request) },
    timeoutMs: REQUEST_TIMEOUT_MS,
    schema: enrolResponse,
  });
  return data;
}

export interface Client {
  report(body: AgentReport, signal?: AbortSignal): Promise<ReportResponse>;
  /** Answers at once where the revision is newer than `after`, else after `waitMs` at the latest. */
  desired(after: number, waitMs: number, signal?: AbortSignal): Promise<DesiredResponse>;
  /** Has the platform take another key, and signs with that from then on. */
  replaceKey(signal?: AbortSignal): Promise<void>;
}

export interface ClientOptions {
  base: string;
  hostId: string;
  keys: KeyRing;
  run: RunCounter;
  time?: PlatformTime;
  /** The platform wants the key replaced; said with every answer until it is. */
  onKeyAsked?: () => void;
}

interface Signed<T> {
  channel: AgentChannel;
  path: string;
  /** With one it is a POST. */
  body?: unknown;
  schema: z.ZodType<T>;
  /** How long the platform may take on purpose. */
  waitMs?: number;
  signal?: AbortSignal;
}

/** A refusal may be mended by another time, key or run, each at most once. */
const TRIES = 4;

export function createClient({
  base,
  hostId,
  keys,
  run,
  time = new PlatformTime(),
  onKeyAsked,
}: ClientOptions): Client {
  const sequence: Record<string, number> = {};
  const instance = randomBytes(16).toString("base64url");

  function sign(key: AgentKey, channel: AgentChannel, method: string, url: URL, body: string) {
    const counted = `${channel}/${run.current}`;
    const seq = (sequence[counted] ?? 0) + 1;
    sequence[counted] = seq;
    const { timestamp, clock } = time.stamp();
    const path = `${url.pathname}${url.search}`;
    const bodySha256 = createHash("sha256").update(body).digest("hex");
    const order = { channel, run: run.current, seq };
    const parts = { method, path, hostId, timestamp, ...order, bodySha256, process: { instance, clock } };
    return {
      [SIGNATURE_HEADERS.host]: hostId,
      [SIGNATURE_HEADERS.timestamp]: timestamp,
      [SIGNATURE_HEADERS.channel]: channel,
      [SIGNATURE_HEADERS.run]: String(order.run),
      [SIGNATURE_HEADERS.seq]: String(seq),
      [PROCESS_HEADERS.instance]: instance,
      [PROCESS_HEADERS.clock]: clock,
      [SIGNATURE_HEADERS.signature]: key.sign(signingString(parts)),
      [ACCEPT_HEADER]: ACCEPTS_REQUEST_IDS,
      [REQUEST_ID_HEADER]: `req_${randomBytes(16).toString("hex")}`,
    };
  }

  /** Whether the same, signed anew, may be taken. */
  async function mend(error: RefusedError, key: AgentKey, signedRun: number): Promise<boolean> {
    const { refusal } = error;
    if (refusal === "clock") return true;
    if (refusal === "key") return keys.turnFrom(key);
    if (refusal !== "order") return false;
    if (run.current > signedRun) return true;
    const lastRun = Number(error.answered.get(ANSWER_HEADERS.lastRun) ?? Number.NaN);
    if (!Number.isSafeInteger(lastRun)) return false;
    await run.goPast(lastRun);
    return true;
  }

  async function tryOnce<T>(key: AgentKey, { channel, path, body, schema, waitMs = 0, signal }: Signed<T>): Promise<T> {
    const url = apiUrl(base, path);
    const text = body === undefined ? "" : JSON.stringify(body);
    const method = body === undefined ? "GET" : "POST";
    const headers = { ...sign(key, channel, method, url, text), ...(text && { "content-type": "application/json" }) };
    const init = { method, headers, ...(text && { body: text }) };
    const sentMs = performance.now();
    try {
      const answer = await call({ url, init, timeoutMs: waitMs + REQUEST_TIMEOUT_MS, schema, signal });
      if (waitMs === 0) time.learn(answer.headers, sentMs);
      const isAsked = answer.headers.get(ANSWER_HEADERS.ask) === ASK_ROTATE_KEY;
      if (isAsked && key === keys.active && !keys.isUnfinished) onKeyAsked?.();
      return answer.data;
    } catch (error) {
      if (error instanceof RefusedError) time.learn(error.answered, sentMs);
      throw error;
    }
  }

  async function ask<T>(asked: Signed<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const key = keys.active;
      const signedRun = run.current;
      try {
        const answer = await tryOnce(key, asked);
        await keys.settle(key);
        return answer;
      } catch (error) {
        if (tries === TRIES || !(error instanceof RefusedError) || !(await mend(error, key, signedRun))) throw error;
      }
    }
  }

  return {
    report: (body, signal) => ask({ channel: "report", path: "/report", body, schema: reportResponse, signal }),
    desired(after, waitMs, signal) {
      const path = `/desired?after=${after}&waitMs=${waitMs}`;
      return ask({ channel: "desired", path, schema: desiredResponse, waitMs, signal });
    },
    async replaceKey(signal) {
      const next = await keys.prepareNext();
      const body = { publicKey: next.publicKey, proof: next.sign(keyProofString(hostId, next.publicKey)) };
      await ask<KeyResponse>({ channel: "key", path: "/key", body, schema: keyResponse, signal });
      keys.useNext();
    },
  };
}
