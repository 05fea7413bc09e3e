import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { Badge } from "@/components/ui/badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { BILLING_POLICY } from "@/lib/core/leases/states";
import type { Interval, Rate } from "@/lib/core/rating/segments";
import { formatSeconds, secondsBetween } from "@/lib/core/time";

const until = (to: Date | null) =>
  to ? <UtcTime at={to.toISOString()} precision="second" /> : <span className="text-muted-foreground">now</span>;

export function IntervalsTable({ intervals }: { intervals: Interval[] }) {
  return (
    <Table aria-label="States over time">
      <TableHeader>
        <TableRow>
          <TableHead>State</TableHead>
          <TableHead>From</TableHead>
          <TableHead>Until</TableHead>
          <TableHead numeric>Length</TableHead>
          <TableHead>Billed</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {intervals.map((interval) => (
          <TableRow key={interval.id}>
            <TableCell>{interval.state}</TableCell>
            <TableCell>
              <UtcTime at={interval.from.toISOString()} precision="second" />
            </TableCell>
            <TableCell>{until(interval.to)}</TableCell>
            <TableCell numeric>
              {interval.to ? formatSeconds(secondsBetween(interval.from, interval.to)) : "open"}
            </TableCell>
            <TableCell>
              {BILLING_POLICY[interval.state].billsCustomer ? (
                <Badge tone="accent">both sides</Badge>
              ) : (
                <span className="text-muted-foreground">{BILLING_POLICY[interval.state].zeroReason}</span>
              )}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

type RatesTableProps = {
  rates: Rate[] /** The lease's own; another is storage. */;
  skuId: string | undefined;
  currency: string;
};

export function RatesTable({ rates, skuId, currency }: RatesTableProps) {
  return (
    <Table aria-label="Rates bound to the lease">
      <TableHeader>
        <TableRow>
          <TableHead>Side</TableHead>
          <TableHead numeric>Price</TableHead>
          <TableHead>From</TableHead>
          <TableHead>Until</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rates.map((rate) => (
          <TableRow key={rate.id}>
            <TableCell>{rate.side}</TableCell>
            <TableCell numeric>
              <Money
                micros={rate.microsPerUnitHour}
                currency={currency}
                precision="trimmed"
                suffix={rate.skuId === skuId ? " per accelerator-hour" : " per GiB-hour"}
              />
            </TableCell>
            <TableCell>
              <UtcTime at={rate.from.toISOString()} precision="second" />
            </TableCell>
            <TableCell className="whitespace-nowrap">
              {rate.to ? until(rate.to) : <span className="text-muted-foreground">its end</span>}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
