import type { z } from "zod";
import { isStorable } from "@/lib/core/text";
import { AppError } from "@/lib/errors";

/** The parsed input, or an `invalid_input` that says per field what is wrong. Parsing what is parsed already changes nothing. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) {
    refuseUnstorable(result.data);
    return result.data;
  }
  const fields: Record<string, string[]> = {};
  const general: string[] = [];
  for (const issue of result.error.issues) {
    if (issue.path.length === 0) {
      general.push(issue.message);
      continue;
    }
    const field = issue.path.join(".");
    fields[field] = [...(fields[field] ?? []), issue.message];
  }
  const message = general.join(" ") || "Some of the input is not usable; see the fields.";
  throw new AppError("invalid_input", message, { fields });
}

/** What the database could not keep is told like any other fault, whichever schema let it through. */
function refuseUnstorable(data: unknown): void {
  const faulty = unstorablePaths(data, []);
  if (faulty.length === 0) return;
  const reason = "Leave out characters that no text can hold.";
  throw new AppError("invalid_input", reason, { fields: Object.fromEntries(faulty.map((path) => [path, [reason]])) });
}

function unstorablePaths(data: unknown, path: string[]): string[] {
  if (typeof data === "string") return isStorable(data) ? [] : [path.join(".")];
  // a file has millions of entries, and none is text
  if (typeof data !== "object" || data === null || data instanceof Date || ArrayBuffer.isView(data)) return [];
  return Object.entries(data).flatMap(([name, value]) => unstorablePaths(value, [...path, name]));
}
