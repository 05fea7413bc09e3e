import { Money } from "@/components/layout/money";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { Wire } from "@/components/wire";
import type { ReratingPreview as Preview } from "@/lib/metering/preview-rerating";

const MOST_ROWS = 20;

/** Sums of a re-rating by customer and operator, with what it does to the spread. */
export function ReratingPreview({ preview }: { preview: Wire<Preview> }) {
  const { currency, totals, customers, operators } = preview;
  if (preview.changedCount === 0)
    return (
      <p className="rounded-md border border-dashed px-3 py-4 text-center text-muted-foreground">
        {preview.leaseCount === 0
          ? "Nothing that is billed in this window was pinned to this price."
          : "The books of these leases say this already: nothing would be booked."}
      </p>
    );
  return (
    <div className="flex flex-col gap-3">
      <p>
        {preview.changedCount} of {preview.leaseCount} lease{preview.leaseCount === 1 ? "" : "s"} would change: retail{" "}
        <Money micros={totals.retailMicros} currency={currency} precision="micros" signed className="font-medium" />,
        spread{" "}
        <Money micros={preview.spreadMicros} currency={currency} precision="micros" signed className="font-medium" />.
      </p>
      <Parties
        label="Customers"
        amount="Pays, tax included"
        rows={customers.map((party) => ({ ...party, micros: party.chargeMicros, currency: party.billingCurrency }))}
      />
      <Parties
        label="Operators"
        amount="Earns"
        rows={operators.map((party) => ({ ...party, micros: party.wholesaleMicros, currency }))}
      />
    </div>
  );
}

interface PartiesProps {
  label: string;
  amount: string;
  rows: { organizationId: string; name: string; leaseCount: number; micros: string; currency: string }[];
}

function Parties({ label, amount, rows }: PartiesProps) {
  return (
    <div className="overflow-x-auto rounded-md border">
      <Table aria-label={`${label} of the re-rating`}>
        <TableHeader>
          <TableRow>
            <TableHead>{label}</TableHead>
            <TableHead numeric>Leases</TableHead>
            <TableHead numeric>{amount}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.slice(0, MOST_ROWS).map((row) => (
            <TableRow key={`${row.organizationId} ${row.currency}`}>
              <TableCell>{row.name}</TableCell>
              <TableCell numeric>{row.leaseCount}</TableCell>
              <TableCell numeric>
                <Money micros={row.micros} currency={row.currency} precision="micros" signed />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {rows.length > MOST_ROWS ? (
        <p className="px-3 py-2 text-muted-foreground text-xs">And {rows.length - MOST_ROWS} more.</p>
      ) : null}
    </div>
  );
}
