export const ERROR_CODES = [
  "invalid_input",
  "unauthenticated",
  "forbidden",
  /** The same again, once the person has proven a second factor. */
  "second_factor_required",
  "not_found",
  "conflict",
  "precondition_failed",
  "limit_exceeded",
  "payment_required",
  "insufficient_capacity",
  "rate_limited",
  "unavailable",
  "internal",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An outcome that the caller may read: the message is fit for a person, `fields` says which input is at fault. */
export class AppError extends Error {
  override readonly name = "AppError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly options: { fields?: Record<string, string[]>; details?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
  }
}

export function notFound(what: string): AppError {
  return new AppError("not_found", `There is no such ${what}.`);
}

const PG_UNIQUE_VIOLATION = "23505";
const PG_EXCLUSION_VIOLATION = "23P01";

function pgCode(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return null;
}

export function isUniqueViolation(error: unknown): boolean {
  return pgCode(error) === PG_UNIQUE_VIOLATION;
}

export function isExclusionViolation(error: unknown): boolean {
  return pgCode(error) === PG_EXCLUSION_VIOLATION;
}

/** The database refuses the data itself (a constraint, a trigger, a figure out of range): trying again gives the same answer. */
export function isRefusedData(error: unknown): boolean {
  return /^(22|23)/.test(pgCode(error) ?? "");
}

const connectionLost = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08...|57P0[123]|53300)$/;

/** The driver's own words, which have no code; a lost transaction ends with those of its rollback. */
const connectionUnusable = /timeout exceeded when trying to connect|Connection terminated|Client .*not queryable/;

/** Nothing is wrong with what was asked: the same again, when the database is back. */
export function isDatabaseAway(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (connectionLost.test(String((at as { code?: unknown }).code))) return true;
    if (connectionUnusable.test(at.message)) return true;
  }
  return false;
}
