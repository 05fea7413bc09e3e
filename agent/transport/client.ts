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
import { type TelemetryBatch, type TelemetryResponse, telemetryResponse } from "@/lib/core/contracts/telemetry";
import { AgentError } from "../errors";
import type { AgentKey } from "./key";

const REQUEST_TIMEOUT_MS = 10_000;

/** The platform answered, and said no. */
export class RefusedError extends AgentError {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
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

/** What fails says under which id the platform's log has it. */
async function call<T>(asked: Call<T>): Promise<T> {
  try {
    return await send(asked);
  } catch (error) {
    const requestId = new Headers(asked.init.headers).get(REQUEST_ID_HEADER);
    if (requestId) Object.assign(error as Error, { requestId });
    throw error;
  }
}

async function send<T>({ url, init, timeoutMs, schema, signal }: Call<T>): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      ...init,
      redirect: "error",
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new UnreachableError(`${url.origin} cannot be reached: ${rootCause(error)}`);
  }
  const body = parseJson(text);
  if (status >= 400) {
    const refusal = errorBody.safeParse(body);
    if (refusal.success) throw new RefusedError(status, refusal.data.error.code, refusal.data.error.message);
    if (status >= 500) throw new UnreachableError(`${url.origin} answered ${status}.`);
    throw new RefusedError(status, "unknown", `${url.origin} answered ${status}; is this Openhall's address?`);
  }
  const answer = schema.safeParse(body);
  if (!answer.success) throw new UnreachableError(`${url.origin} gave an answer that this agent does not understand.`);
  return answer.data;
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

export function enrol(base: string, request: EnrolRequest): Promise<EnrolResponse> {
  return call({
    url: apiUrl(base, "/enroll"),
    init: { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request) },
    timeoutMs: REQUEST_TIMEOUT_MS,
    schema: enrolResponse,
  });
}

export interface Client {
  report(body: AgentReport, signal?: AbortSignal): Promise<ReportResponse>;
  /** Answers at once where the revision is newer than `after`, else after `waitMs` at the latest. */
  desired(after: number, waitMs: number, signal?: AbortSignal): Promise<DesiredResponse>;
  telemetry(batch: TelemetryBatch, signal?: AbortSignal): Promise<TelemetryResponse>;
}

export interface ClientOptions {
  base: string;
  hostId: string;
  key: AgentKey;
  run: number;
}

export function createClient({ base, hostId, key, run }: ClientOptions): Client {
  const sequence: Record<AgentChannel, number> = { report: 0, desired: 0, telemetry: 0 };

  function signed(channel: AgentChannel, method: string, url: URL, body: string) {
    sequence[channel] += 1;
    const seq = sequence[channel];
    const timestamp = new Date().toISOString();
    const path = `${url.pathname}${url.search}`;
    const bodySha256 = createHash("sha256").update(body).digest("hex");
    const signature = key.sign(signingString({ method, path, hostId, timestamp, channel, run, seq, bodySha256 }));
    return {
      [SIGNATURE_HEADERS.host]: hostId,
      [SIGNATURE_HEADERS.timestamp]: timestamp,
      [SIGNATURE_HEADERS.channel]: channel,
      [SIGNATURE_HEADERS.run]: String(run),
      [SIGNATURE_HEADERS.seq]: String(seq),
      [SIGNATURE_HEADERS.signature]: signature,
      [ACCEPT_HEADER]: ACCEPTS_REQUEST_IDS,
      [REQUEST_ID_HEADER]: `req_${randomBytes(16).toString("hex")}`,
    };
  }

  function post<T>(
    channel: "report" | "telemetry",
    body: unknown,
    schema: z.ZodType<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const url = apiUrl(base, `/${channel}`);
    const text = JSON.stringify(body);
    const headers = { "content-type": "application/json", ...signed(channel, "POST", url, text) };
    return call({ url, init: { method: "POST", headers, body: text }, timeoutMs: REQUEST_TIMEOUT_MS, schema, signal });
  }

  return {
    report: (body, signal) => post("report", body, reportResponse, signal),
    telemetry: (batch, signal) => post("telemetry", batch, telemetryResponse, signal),
    desired(after, waitMs, signal) {
      const url = apiUrl(base, `/desired?after=${after}&waitMs=${waitMs}`);
      const init = { method: "GET", headers: signed("desired", "GET", url, "") };
      return call({ url, init, timeoutMs: waitMs + REQUEST_TIMEOUT_MS, schema: desiredResponse, signal });
    },
  };
}
