import { Money } from "@/components/layout/money";
import { Section } from "@/components/layout/page-header";
import { UtcTime } from "@/components/layout/utc-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { formatSeconds } from "@/lib/core/time";
import type { PartyAdjustment, SlaCreditRow } from "@/lib/metering/correction-queries";

interface CostChangesProps {
  adjustments: PartyAdjustment[];
  credits: SlaCreditRow[];
}

/** What changed the cost of an instance after it was booked, each line with its reason. Nothing where nothing did. */
export function CostChanges({ adjustments, credits }: CostChangesProps) {
  if (adjustments.length === 0 && credits.length === 0) return null;
  return (
    <Section
      title="Corrections and credits"
      description="Corrections are in the cost above. Credits for unreachable time are on your balance; no claim is needed."
    >
      <div className="overflow-x-auto rounded-lg border bg-card">
        <Table aria-label="Corrections and credits">
          <TableHeader>
            <TableRow>
              <TableHead>Booked (UTC)</TableHead>
              <TableHead>What</TableHead>
              <TableHead numeric>Time</TableHead>
              <TableHead numeric>Cost</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {adjustments.map((one) => (
              <TableRow key={`${one.bookedAt.toISOString()} ${one.reason} ${one.micros}`}>
                <TableCell>
                  <UtcTime at={one.bookedAt.toISOString()} />
                </TableCell>
                <TableCell className="min-w-48 whitespace-normal">
                  Correction: {one.reason}
                  <span className="block text-muted-foreground text-xs">
                    between <UtcTime at={one.from.toISOString()} /> and <UtcTime at={one.to.toISOString()} />
                  </span>
                </TableCell>
                <TableCell numeric>{formatSeconds(one.seconds)}</TableCell>
                <TableCell numeric>
                  <Money micros={one.micros} currency={one.currency} precision="micros" signed />
                </TableCell>
              </TableRow>
            ))}
            {credits.map((one) => (
              <TableRow key={`${one.from.toISOString()} ${one.unit} ${one.ruleName}`}>
                <TableCell>
                  <UtcTime at={one.createdAt.toISOString()} />
                </TableCell>
                <TableCell className="min-w-48 whitespace-normal">
                  SLA credit: {one.ruleName}
                  <span className="block text-muted-foreground text-xs">
                    unreachable in the UTC {one.unit} {one.from.toISOString().slice(0, one.unit === "day" ? 10 : 7)}
                  </span>
                </TableCell>
                <TableCell numeric>{formatSeconds(one.unreachableSeconds)}</TableCell>
                <TableCell numeric>
                  <Money micros={-one.paidMicros} currency={one.billingCurrency} precision="micros" signed />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </Section>
  );
}
