import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

interface DayFormProps {
  fromDay: string;
  toDay: string;
  /** Query parameters that a change of days keeps. */
  keep: Record<string, string>;
}

/** A plain form that goes into the URL; both days are in, an empty one is no limit. */
export function DayForm({ fromDay, toDay, keep }: DayFormProps) {
  return (
    <form method="get" className="flex flex-wrap items-center gap-2" key={`${fromDay} ${toDay}`}>
      {Object.entries(keep).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Input type="date" name="from" aria-label="First day (UTC)" defaultValue={fromDay} className="w-36" />
      <span className="text-muted-foreground">to</span>
      <Input type="date" name="to" aria-label="Last day (UTC)" defaultValue={toDay} className="w-36" />
      <Button type="submit">Show</Button>
    </form>
  );
}
