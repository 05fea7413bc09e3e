import { z } from "zod";
import { END_USE_CATEGORIES, PROHIBITED_USE_KEYS } from "@/lib/core/compliance/end-use";
import { RULE_EFFECTS } from "@/lib/core/compliance/evaluate-order";
import { FLAG_KINDS } from "@/lib/core/compliance/flags";
import { PROVENANCE_KINDS } from "@/lib/core/compliance/provenance";
import { LIST_FORMATS } from "@/lib/core/compliance/screening";
import { isCountryCode } from "@/lib/core/fleet/countries";
import { line } from "@/lib/core/text";

const id = z.string().min(1, "Choose one.").max(60);
const reason = z.string().trim().min(3, "Say why, in 3 to 300 characters.").max(300, "Use 300 characters or fewer.");
const country = z.string().trim().toUpperCase().refine(isCountryCode, "Choose a country.");
const countries = z
  .array(z.string().trim().toUpperCase().refine(isCountryCode, "These are two-letter country codes such as DE."))
  .max(249)
  .transform((codes) => [...new Set(codes)].sort());
const day = z.iso.date("Enter a day such as 2027-03-31.");

export const declareCountrySchema = z.strictObject({ country });
export type DeclareCountryInput = z.input<typeof declareCountrySchema>;

export const signEndUseSchema = z.strictObject({
  category: z.enum(END_USE_CATEGORIES, "Choose what it is for."),
  description: z
    .string()
    .trim()
    .min(20, "Say in a sentence or two what you use the accelerators for.")
    .max(2_000, "Use 2,000 characters or fewer."),
  signerName: line("the name of who signs", 100),
  confirmed: z
    .array(z.enum(PROHIBITED_USE_KEYS))
    .refine((keys) => PROHIBITED_USE_KEYS.every((key) => keys.includes(key)), "Every box has to be ticked to sign."),
});
export type SignEndUseInput = z.input<typeof signEndUseSchema>;

export const declareOwnerSchema = z
  .strictObject({
    name: line("the owner's name", 150),
    birthDate: z.union([z.literal(""), day]).default(""),
    country: z.union([z.literal(""), country]).default(""),
    sharePercent: z
      .string()
      .trim()
      .regex(/^\d{1,3}(\.\d{1,2})?$/, "Enter a share in percent such as 25 or 33.33.")
      .refine((text) => Number(text) > 0 && Number(text) <= 100, "A share lies above 0 and at 100 % at most."),
  })
  .refine((owner) => owner.birthDate !== "" || owner.country !== "", {
    path: ["birthDate"],
    error: "Enter a date of birth or a country, so that a namesake can be told apart.",
  });
export type DeclareOwnerInput = z.input<typeof declareOwnerSchema>;

export const removeOwnerSchema = z.strictObject({ ownerId: id });
export type RemoveOwnerInput = z.input<typeof removeOwnerSchema>;

export const createClassSchema = z
  .strictObject({
    name: line("a name for the class", 80),
    modelCodes: z.array(z.string().max(60)).max(200).default([]),
    minBf16Tflops: z.number().positive("Enter a throughput above zero.").max(1_000_000).nullable().default(null),
  })
  .refine((made) => made.modelCodes.length > 0 || made.minBf16Tflops !== null, {
    path: ["modelCodes"],
    error: "Choose models, or a throughput from which on they belong to it.",
  });
export type CreateClassInput = z.input<typeof createClassSchema>;

export const setProvenancePolicySchema = z.strictObject({ classId: id, isNeeded: z.boolean(), reason });
export type SetProvenancePolicyInput = z.input<typeof setProvenancePolicySchema>;

export const createRuleSchema = z.strictObject({
  name: line("a name for the rule", 120),
  classId: id,
  customerCountries: countries.default([]),
  siteCountries: countries.default([]),
  effect: z.enum(RULE_EFFECTS, "Choose what the rule does."),
  note: z.string().trim().max(1_000).default(""),
  activeUntil: z.union([z.literal(""), day]).default(""),
});
export type CreateRuleInput = z.input<typeof createRuleSchema>;

export const changeRuleSchema = z.strictObject({ ruleId: id, reason });
export type ChangeRuleInput = z.input<typeof changeRuleSchema>;

export const decideOrderSchema = z
  .strictObject({
    reviewId: id,
    decision: z.enum(["approved", "refused"]),
    until: z.union([z.literal(""), day]).default(""),
    reason,
  })
  .refine((input) => input.decision === "refused" || input.until !== "", {
    path: ["until"],
    error: "Choose the day until which it holds.",
  });
export type DecideOrderInput = z.input<typeof decideOrderSchema>;

const file = z.strictObject({ name: z.string().trim().min(1).max(200), content: z.instanceof(Uint8Array) });
export const loadListSchema = z.strictObject({
  format: z.enum(LIST_FORMATS, "Choose the format that the list is published in."),
  file,
  alt: file.nullable().default(null),
  /** Said where a list has lost half of its entries or more, which is a cut-off file more often than news. */
  mayShrink: z.boolean().default(false),
});
export type LoadListInput = z.input<typeof loadListSchema>;

export const decideMatchSchema = z.strictObject({ matchId: id, decision: z.enum(["cleared", "confirmed"]), reason });
export type DecideMatchInput = z.input<typeof decideMatchSchema>;

export const suspendSchema = z.strictObject({
  organizationId: id,
  reason,
  noticeMinutes: z
    .number("Enter minutes.")
    .int("Enter whole minutes.")
    .min(0, "Notice is zero minutes or more.")
    .max(30 * 24 * 60, "Notice is 30 days at most.")
    .default(60),
});
export type SuspendInput = z.input<typeof suspendSchema>;

export const liftSuspensionSchema = z.strictObject({ organizationId: id, reason });
export type LiftSuspensionInput = z.input<typeof liftSuspensionSchema>;

export const flagSchema = z.strictObject({
  organizationId: id,
  kind: z.enum(FLAG_KINDS, "Choose a kind."),
  note: z.string().trim().min(3, "Say what was seen, in 3 to 1,000 characters.").max(1_000),
});
export type FlagInput = z.input<typeof flagSchema>;

export const closeFlagSchema = z.strictObject({ flagId: id, reason });
export type CloseFlagInput = z.input<typeof closeFlagSchema>;

export const uploadProvenanceSchema = z.strictObject({
  kind: z.enum(PROVENANCE_KINDS, "Choose what it is."),
  hostIds: z.array(id).min(1, "Choose the hosts that it speaks of.").max(500),
  fileName: z.string().trim().min(1, "Choose a file.").max(200),
  /** As the browser says it; empty: it does not. */
  mediaType: z.string().max(200).default(""),
  content: z.instanceof(Uint8Array),
});
export type UploadProvenanceInput = z.input<typeof uploadProvenanceSchema>;

export const reviewProvenanceSchema = z.strictObject({
  documentId: id,
  decision: z.enum(["accepted", "rejected"]),
  reason,
});
export type ReviewProvenanceInput = z.input<typeof reviewProvenanceSchema>;
