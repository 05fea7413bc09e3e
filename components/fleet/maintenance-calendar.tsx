import Link from "next/link";
import { cn } from "@/components/ui/cn";
import type { Wire } from "@/components/wire";
import type { WindowRow } from "@/lib/fleet/maintenance-queries";

const DAYS = 28;
const DAY_MS = 86_400_000;
const SHOWN = 3;
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

type Window = Wire<WindowRow>;

/** Windows to come and under way, by the UTC days that they touch, from today on. Narrow screens see the days that have one. */
export function MaintenanceCalendar({ windows, today }: { windows: readonly Window[]; today: string }) {
  const open = windows.filter(({ state }) => state === "scheduled" || state === "active");
  const days = Array.from({ length: DAYS }, (_, index) => new Date(Date.parse(`${today}T00:00:00Z`) + index * DAY_MS));
  return (
    <ol className="grid grid-cols-1 gap-px overflow-hidden rounded-md border bg-border sm:grid-cols-7">
      {days.map((day) => {
        const own = open.filter(({ startsAt, endsAt }) => touches(day, startsAt, endsAt));
        const date = day.toISOString().slice(0, 10);
        return (
          <li key={date} className={cn("min-h-20 bg-card px-2 py-1.5", own.length === 0 && "max-sm:hidden")}>
            <time dateTime={date} className="tabular text-muted-foreground text-xs">
              {WEEKDAYS[day.getUTCDay()]} {date.slice(5)}
            </time>
            <ul className="mt-1 flex flex-col gap-1">
              {own.slice(0, SHOWN).map((window) => (
                <li key={window.id}>
                  <Link
                    href={`/operator/hosts/${window.hostId}`}
                    className="tabular block truncate rounded-sm bg-warning-soft px-1 text-warning text-xs hover:underline"
                  >
                    {startsOn(day, window.startsAt)}
                    {window.hostName}
                  </Link>
                </li>
              ))}
              {own.length > SHOWN ? (
                <li className="text-muted-foreground text-xs">and {own.length - SHOWN} more</li>
              ) : null}
            </ul>
          </li>
        );
      })}
    </ol>
  );
}

function touches(day: Date, startsAt: string, endsAt: string): boolean {
  return Date.parse(startsAt) < day.getTime() + DAY_MS && Date.parse(endsAt) > day.getTime();
}

function startsOn(day: Date, startsAt: string): string {
  return startsAt.slice(0, 10) === day.toISOString().slice(0, 10) ? `${startsAt.slice(11, 16)} ` : "";
}
