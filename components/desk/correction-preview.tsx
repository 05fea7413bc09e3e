import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { Wire } from "@/components/wire";
import { formatSeconds } from "@/lib/core/time";
import type { CorrectionPreview as Preview } from "@/lib/metering/correct-lease";

const MOST_HOURS = 48;

/** What would be booked, by UTC hour and in sum. */
export function CorrectionPreview({ preview }: { preview: Wire<Preview> }) {
  if (preview.hours.length === 0)
    return (
      <p className="rounded-md border border-dashed px-3 py-4 text-center text-muted-foreground">
        The books say this already: nothing would be booked.
      </p>
    );
  const shown = preview.hours.slice(0, MOST_HOURS);
  return (
    <div className="flex flex-col gap-2">
      <div className="overflow-x-auto rounded-md border">
        <Table aria-label="What the correction would book">
          <TableHeader>
            <TableRow>
              <TableHead>UTC hour</TableHead>
              <TableHead numeric>Billed time</TableHead>
              <TableHead numeric>Retail</TableHead>
              <TableHead numeric>Tax</TableHead>
              <TableHead numeric>Customer pays</TableHead>
              <TableHead numeric>Operator</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {shown.map((line) => (
              <Line key={line.hour} label={<UtcTime at={line.hour} />} amounts={line} preview={preview} />
            ))}
            <Line label="In all" amounts={preview.totals} preview={preview} isTotal />
          </TableBody>
        </Table>
      </div>
      {preview.hours.length > MOST_HOURS ? (
        <p className="text-muted-foreground text-xs">
          The first {MOST_HOURS} of {preview.hours.length} hours; the sum is of all.
        </p>
      ) : null}
    </div>
  );
}

interface LineProps {
  label: React.ReactNode;
  amounts: Wire<Preview>["totals"];
  preview: Wire<Preview>;
  isTotal?: boolean;
}

function Line({ label, amounts, preview, isTotal = false }: LineProps) {
  const money = (micros: string, currency: string) => (
    <Money micros={micros} currency={currency} precision="micros" signed />
  );
  return (
    <TableRow className={isTotal ? "font-medium" : ""}>
      <TableCell>{label}</TableCell>
      <TableCell numeric>{formatSeconds(BigInt(amounts.seconds))}</TableCell>
      <TableCell numeric>{money(amounts.retailMicros, preview.currency)}</TableCell>
      <TableCell numeric>{money(amounts.taxMicros, preview.currency)}</TableCell>
      <TableCell numeric>{money(amounts.chargeMicros, preview.billingCurrency)}</TableCell>
      <TableCell numeric>{money(amounts.wholesaleMicros, preview.currency)}</TableCell>
    </TableRow>
  );
}
