import { z } from "zod";
import { CREDIT_UNITS } from "./sla-windows";

const SECONDS_A_DAY = 86_400;

/** A UTC day as a form sends it, `2026-12-01`. */
const day = z
  .string()
  .trim()
  .regex(/^\d{4}-\d{2}-\d{2}$/, "Enter a day such as 2026-12-01.")
  .refine((text) => new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) ?? false, "There is no such day.");

export const createSlaRuleSchema = z
  .strictObject({
    name: z.string().trim().min(3, "Name it in 3 to 80 characters: customers read it.").max(80),
    window: z.enum(CREDIT_UNITS, "Choose day, month or maintenance."),
    /** Unreachable ones in a day or month; a stop for maintenance is credited from its first. */
    allowedSeconds: z.coerce
      .number("Enter whole seconds.")
      .int("Enter whole seconds.")
      .min(0, "Seconds are never negative."),
    /** Of what the day or month cost, or of an hour's price, as it is typed. */
    creditPercent: z
      .string()
      .trim()
      .regex(/^\d{1,3}(\.\d{1,2})?$/, "Enter a percentage such as 10 or 12.5.")
      .refine((text) => Number(text) > 0 && Number(text) <= 100, "A share is above 0 % and at most 100 %."),
    /** Its first UTC day. */
    from: day,
  })
  .superRefine(({ window, allowedSeconds }, check) => {
    if (window === "maintenance") {
      const message = "A stop for maintenance allows no seconds: leave them at 0.";
      if (allowedSeconds !== 0) check.addIssue({ code: "custom", path: ["allowedSeconds"], message });
      return;
    }
    const most = window === "day" ? SECONDS_A_DAY : 31 * SECONDS_A_DAY;
    if (allowedSeconds >= most)
      check.addIssue({ code: "custom", path: ["allowedSeconds"], message: `A ${window} has fewer seconds than that.` });
  });
export type CreateSlaRuleInput = z.input<typeof createSlaRuleSchema>;

/** `on` is the first UTC day that the rule no longer covers. */
export const endSlaRuleSchema = z.strictObject({ ruleId: z.string().max(60), on: day });
export type EndSlaRuleInput = z.input<typeof endSlaRuleSchema>;
