import { z } from "zod";

const asciiEmail = z.email().max(254);

/**
 * NFKC and lower case, or null where it is no address we accept. A character that only becomes `@` by normalising is
 * refused: mail systems disagree on where such an address goes (CVE-2026-73420). Addresses are ASCII, so that two accounts never look alike.
 */
export function normaliseEmail(given: string): string | null {
  const trimmed = given.trim();
  const isDisguisedAt = [...trimmed].some((char) => char !== "@" && char.normalize("NFKC").includes("@"));
  if (isDisguisedAt) return null;
  const result = asciiEmail.safeParse(trimmed.normalize("NFKC").toLowerCase());
  return result.success ? result.data : null;
}
