import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";

type PeriodFormProps = { by: string; fromDay: string; toDay: string };

/** A plain form that goes into the URL; both days are in the period. */
export function PeriodForm({ by, fromDay, toDay }: PeriodFormProps) {
  return (
    <form action="/usage" className="flex flex-wrap items-end gap-2" key={`${fromDay} ${toDay}`}>
      <input type="hidden" name="by" value={by} />
      <div className="flex flex-col gap-1">
        <Label htmlFor="usage-from">From (UTC day)</Label>
        <Input id="usage-from" type="date" name="from" defaultValue={fromDay} required className="w-36" />
      </div>
      <div className="flex flex-col gap-1">
        <Label htmlFor="usage-to">To, included</Label>
        <Input id="usage-to" type="date" name="to" defaultValue={toDay} required className="w-36" />
      </div>
      <Button type="submit">Show</Button>
    </form>
  );
}
