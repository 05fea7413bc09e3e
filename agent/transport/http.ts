import type { z } from "zod";
import { REQUEST_ID_HEADER } from "@/lib/core/contracts/agent";
import { type AgentRefusal, ANSWER_HEADERS, REFUSALS } from "@/lib/core/contracts/agent-process";
import { errorBody } from "@/lib/core/contracts/error-body";
import { AgentError } from "../errors";

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
export async function call<T>(asked: Call<T>): Promise<Answer<T>> {
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
