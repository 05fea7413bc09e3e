import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { isoDay, lastDay, PERIODS, type Period } from "./period";
import { SegmentedLinks } from "./segmented-links";

interface PeriodNavProps {
  period: Period;
  /** Query parameters that a change of period keeps. */
  keep: Record<string, string>;
}

export function PeriodNav({ period, keep }: PeriodNavProps) {
  const items = PERIODS.map(({ key, label }) => ({
    label,
    href: `?${new URLSearchParams({ ...keep, period: key })}`,
    current: period.key === key,
  }));
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <SegmentedLinks label="Period" items={items} />
      <form method="get" className="flex flex-wrap items-center gap-2">
        {Object.entries(keep).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Input
          key={`from-${isoDay(period.from)}`}
          type="date"
          name="from"
          aria-label="First day (UTC)"
          defaultValue={isoDay(period.from)}
          className="w-36"
        />
        <span className="text-muted-foreground">to</span>
        <Input
          key={`to-${lastDay(period)}`}
          type="date"
          name="to"
          aria-label="Last day (UTC)"
          defaultValue={lastDay(period)}
          className="w-36"
        />
        <Button type="submit">Show</Button>
      </form>
    </div>
  );
}
