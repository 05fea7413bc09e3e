import type { Context } from "@/lib/context";
import { AppError, type ErrorCode, isDatabaseAway } from "@/lib/errors";
import { webLog } from "./log";

/** What a client is told of an error; the shape of `error` in action results and in API bodies. */
export interface Refusal {
  code: ErrorCode;
  message: string;
  requestId: string;
  fields?: Record<string, string[]>;
}

/**
 * `insufficient_capacity` and `limit_exceeded` are 409, not 503 or 429: the request clashes with what is there now, and sending it
 * again does not help until something is released. 503 and 429 are for what a retry mends.
 */
const statuses: Record<ErrorCode, number> = {
  invalid_input: 422,
  unauthenticated: 401,
  forbidden: 403,
  second_factor_required: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  limit_exceeded: 409,
  payment_required: 402,
  insufficient_capacity: 409,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

/** A request that cannot be read at all: refused before any verb sees it, with a status of its own. */
export class UnreadableRequest extends AppError {
  constructor(
    readonly status: 400 | 403 | 413 | 415,
    message: string,
  ) {
    super(status === 403 ? "forbidden" : "invalid_input", message);
  }
}

export function statusOf(error: AppError): number {
  return error instanceof UnreadableRequest ? error.status : statuses[error.code];
}

/** What a guess, a forged request or somebody beyond their rights is answered with: each such answer is a line of the log. */
const guarded = new Set<ErrorCode>(["unauthenticated", "forbidden", "second_factor_required", "rate_limited"]);

export type Asker = Pick<Context, "actor" | "client">;

/** Who was refused what and from where; null where the refusal guards nothing. An address that was typed is in the message alone, never here. */
export function describeRefusal(error: AppError, requestId: string, asker?: Asker) {
  const { failedProof, userId } = error.options.details ?? {};
  if (!guarded.has(error.code) && !failedProof) return null;
  const { actor, client } = asker ?? {};
  const who = actor?.type === "user" ? { userId: actor.userId, organizationId: actor.organizationId } : {};
  const host = actor?.type === "host" ? { hostId: actor.hostId } : {};
  const failed = failedProof ? { failedProof, userId } : {};
  return {
    requestId,
    code: error.code,
    reason: error.message,
    actor: actor?.type,
    ...who,
    ...host,
    ...failed,
    ...client,
  };
}

/** Anything thrown as an AppError. What is not one is logged with the request id, and its text stays here. */
export function toAppError(error: unknown, requestId: string, asker?: Asker): AppError {
  if (error instanceof AppError && error.code !== "internal") {
    const refused = describeRefusal(error, requestId, asker);
    if (refused) webLog().warn(refused, "refused");
    return error;
  }
  webLog().error({ err: error, requestId }, "request failed");
  if (isDatabaseAway(error))
    return new AppError("unavailable", "The service is briefly unavailable. Nothing was changed; try again.");
  return new AppError("internal", `Something failed on our side. Quote ${requestId} when you report it.`);
}

export function refusalOf(error: AppError, requestId: string): Refusal {
  const { fields } = error.options;
  return { code: error.code, message: error.message, requestId, ...(fields ? { fields } : {}) };
}
