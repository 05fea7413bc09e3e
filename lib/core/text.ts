import { z } from "zod";

/** PostgreSQL keeps every character but NUL and the halves of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** For what a machine says: nothing of it is refused for one character. */
export function toStorable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}

/** A name that a person types: one line, in one spelling, of characters that can be seen. */
export function line(what: string, max: number) {
  return z
    .string()
    .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
    .pipe(
      z
        .string()
        .min(1, `Enter ${what}.`)
        .max(max, `Use ${max} characters or fewer.`)
        .regex(/^[^\p{C}]*$/u, "Leave out invisible characters."),
    );
}
