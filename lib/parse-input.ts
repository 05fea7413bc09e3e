import type { z } from "zod";
import { AppError } from "@/lib/errors";

/** The parsed input, or an `invalid_input` that says per field what is wrong. Parsing what is parsed already changes nothing. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
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
