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
  REQUEST_ID_HEADER,
  type ReportResponse,
  reportResponse,
  SIGNATURE_HEADERS,
  signingString,
} from "@/lib/core/contracts/agent";
import { type KeyResponse, keyProofString, keyResponse } from "@/lib/core/contracts/agent-key";
import { ANSWER_HEADERS, ASK_ROTATE_KEY, PROCESS_HEADERS } from "@/lib/core/contracts/agent-process";
import { type TelemetryBatch, type TelemetryResponse, telemetryResponse } from "@/lib/core/contracts/telemetry";
import { call, RefusedError } from "./http";
import type { AgentKey } from "./key";
import type { KeyRing } from "./key-ring";
import { PlatformTime } from "./platform-time";
import type { RunCounter } from "./run-counter";

const REQUEST_TIMEOUT_MS = 10_000;

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
  telemetry(batch: TelemetryBatch, signal?: AbortSignal): Promise<TelemetryResponse>;
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
    telemetry: (batch, signal) =>
      ask({ channel: "telemetry", path: "/telemetry", body: batch, schema: telemetryResponse, signal }),
    desired(after, waitMs, signal) {
      const path = `/desired?after=${after}&waitMs=${waitMs}`;
      return ask({ channel: "desired", path, schema: desiredResponse, waitMs, signal });
    },
    async replaceKey(signal) {
      const next = await keys.prepareNext();
      const body = { publicKey: next.publicKey, proof: next.sign(keyProofString(hostId, next.publicKey)) };
      await ask<KeyResponse>({ channel: "key", path: "/key", body, schema: keyResponse, signal });
      keys.switchToNext();
    },
  };
}
