import { z } from "zod";
import { type ApiScope, isApiScope } from "@/lib/core/api-scopes";
import { line } from "@/lib/core/text";
import { normaliseRange } from "./address-list";

const MOST_RANGES = 20;
export const LIFETIMES_DAYS = [7, 30, 90, 180, 365] as const;
export const LONGEST_OVERLAP_HOURS = 72;

const id = z.string().min(1).max(60);

const scopes = z
  .array(z.string().max(40))
  .min(1, "Choose at least one scope.")
  .max(40)
  .refine((given): given is ApiScope[] => given.every(isApiScope), "Choose from the scopes that there are.")
  .transform((given) => [...new Set(given)] as ApiScope[]);

/** As people type it: separated by spaces, commas or lines. */
const addresses = z
  .string()
  .max(2_000)
  .default("")
  .transform((text, check) => {
    const given = text.split(/[\s,;]+/).filter(Boolean);
    const ranges = given.map(normaliseRange);
    const faulty = given.filter((_, at) => ranges[at] === null);
    if (faulty.length > 0)
      check.addIssue({
        code: "custom",
        message: `Not an address or a range such as 203.0.113.0/24: ${faulty[0]!.slice(0, 60)}`,
      });
    if (given.length > MOST_RANGES) check.addIssue({ code: "custom", message: `At most ${MOST_RANGES} ranges.` });
    return [...new Set(ranges.filter((range) => range !== null))];
  });

/** Parsing what was parsed before must change nothing, so lists of ranges pass as well. */
const addressRanges = z.union([addresses, z.array(z.string().max(60)).max(MOST_RANGES)]);

export const createApiKeySchema = z.strictObject({
  name: line("a name for the key", 60),
  scopes,
  /** Whose it is: a service account's; absent: one's own. */
  serviceAccountId: id.optional(),
  projectId: id.optional(),
  /** "never" for service accounts alone. */
  lifetime: z
    .union([z.literal("never"), z.enum(LIFETIMES_DAYS.map(String) as [string, ...string[]])], {
      error: "Choose for how long the key is good.",
    })
    .default("90"),
  addresses: addressRanges.default([]),
});
export type CreateApiKeyInput = z.input<typeof createApiKeySchema>;

export const rotateApiKeySchema = z.strictObject({
  apiKeyId: id,
  overlapHours: z.coerce
    .number("Enter hours, 0 to 72.")
    .int("Enter whole hours.")
    .min(0, "Enter hours, 0 to 72.")
    .max(LONGEST_OVERLAP_HOURS, "Enter hours, 0 to 72."),
});
export type RotateApiKeyInput = z.input<typeof rotateApiKeySchema>;

export const revokeApiKeySchema = z.strictObject({ apiKeyId: id });
export type RevokeApiKeyInput = z.input<typeof revokeApiKeySchema>;

export const createServiceAccountSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, "Use 1 to 40 lower-case letters, digits and hyphens."),
  role: z.string().max(20),
});
export type CreateServiceAccountInput = z.input<typeof createServiceAccountSchema>;
