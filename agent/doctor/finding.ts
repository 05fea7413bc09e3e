/** What one check came to; `todo` says what to do where it is not well. */
export interface Finding {
  check: string;
  status: "ok" | "warn" | "fail";
  says: string;
  todo?: string;
}

export const ok = (check: string, says: string): Finding => ({ check, status: "ok", says });
export const warn = (check: string, says: string, todo: string): Finding => ({ check, status: "warn", says, todo });
export const fail = (check: string, says: string, todo: string): Finding => ({ check, status: "fail", says, todo });

/** The shortest thing that says why: Node's own messages are often empty for refused connections. */
export function causeOf(error: unknown): string {
  const { message, code, cause } = error as Error & { code?: string; cause?: Error & { code?: string } };
  return cause?.message || cause?.code || message || code || "unknown";
}
