import { AppError } from "@/lib/errors";

const DAY_MS = 86_400_000;

/** The end of a UTC day that is still to come and not further off than allowed. */
export function endOfDay(field: string, day: string, now: Date, longestDays: number): Date {
  const end = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS);
  const fault =
    end <= now
      ? "This day is over. Choose a later one."
      : end.getTime() - now.getTime() > longestDays * DAY_MS
        ? `Choose a day within ${longestDays} days.`
        : null;
  if (fault) throw new AppError("invalid_input", fault, { fields: { [field]: [fault] } });
  return end;
}
