import { z } from "zod";
import { parseMoney } from "@/lib/core/money";
import { line } from "@/lib/core/text";

const LONGEST_NAME = 60;
/** Above this a month's limit is a slip of the hand. */
const LARGEST_LIMIT_MICROS = 1_000_000_000_000_000n;
const MOST_ALERTS = 5;
const HIGHEST_PERCENT = 200;

const id = z.string().max(60);

function isLimit(text: string): boolean {
  const micros = text.length > 40 ? null : parseMoney(text);
  return micros !== null && micros > 0n && micros <= LARGEST_LIMIT_MICROS;
}

/** Decimal, e.g. `2,500` or `99.50`. */
const limit = z.string().trim().refine(isLimit, "Enter an amount above 0 and up to 1,000,000,000, e.g. 2,500.");

/** `50, 80, 100` as a person types it to basis points, ascending; null where it is no such list. */
export function parseAlerts(text: string): number[] | null {
  if (text.length > 60) return null;
  const parts = text
    .replace(/\s+%/g, "%")
    .split(/[\s,;]+/)
    .filter(Boolean);
  const percents = parts.map((part) => (/^\d{1,3}%?$/.test(part) ? Number.parseInt(part, 10) : Number.NaN));
  const isSound =
    percents.length > 0 &&
    percents.length <= MOST_ALERTS &&
    percents.every((percent) => percent >= 1 && percent <= HIGHEST_PERCENT) &&
    new Set(percents).size === percents.length;
  return isSound ? percents.sort((a, b) => a - b).map((percent) => percent * 100) : null;
}

const alerts = z
  .string()
  .refine((text) => parseAlerts(text) !== null, "Enter 1 to 5 different shares from 1 to 200 %, e.g. 50, 80, 100.");

export const createBudgetInput = z.strictObject({
  name: line("a name for the budget", LONGEST_NAME),
  monthly: limit,
  alerts,
  /** Of one project alone; which it is stays. */
  projectId: id.optional(),
  /** Of a project's: nothing is launched in it once the month has cost all of it. */
  refusesLaunches: z.boolean().default(false),
});
export type CreateBudgetInput = z.input<typeof createBudgetInput>;

export const changeBudgetInput = createBudgetInput.omit({ projectId: true }).extend({ budgetId: id });
export type ChangeBudgetInput = z.input<typeof changeBudgetInput>;

export const removeBudgetInput = z.strictObject({ budgetId: id });
export type RemoveBudgetInput = z.infer<typeof removeBudgetInput>;

/** `cap` null: none. */
export const setMonthlyCapInput = z.strictObject({ cap: limit.nullable() });
export type SetMonthlyCapInput = z.infer<typeof setMonthlyCapInput>;
