import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { Currency } from "@/lib/core/money";

interface Movement {
  ref: string;
  kind: string;
  takenMicros: bigint;
  feeMicros: bigint;
  customerMicros: bigint;
  bookedAt: Date;
  transactionId: string;
}

/** What moved, by Stripe's books and by ours; each with the transaction that booked it. */
export function DisputeMovements({ movements, currency }: { movements: readonly Movement[]; currency: Currency }) {
  if (movements.length === 0)
    return <p className="px-4 pb-4 text-muted-foreground">Nothing has moved yet; Stripe books it a little later.</p>;
  return (
    <Table>
      <TableHeader>
        <TableRow>
          <TableHead>Transaction</TableHead>
          <TableHead>Booked (UTC)</TableHead>
          <TableHead numeric>Customer</TableHead>
          <TableHead numeric>Platform</TableHead>
          <TableHead numeric>Of it the fee</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {movements.map(({ ref, kind, takenMicros, feeMicros, customerMicros, bookedAt, transactionId }) => (
          <TableRow key={ref}>
            <TableCell>
              <Id value={transactionId} href={`/desk/ledger/transactions/${transactionId}`} />
              <span className="block text-muted-foreground text-xs">{kind.replace("dispute_", "")}</span>
            </TableCell>
            <TableCell>
              <UtcTime at={bookedAt.toISOString()} precision="second" />
            </TableCell>
            <TableCell numeric>
              <Money micros={customerMicros} currency={currency} signed />
            </TableCell>
            <TableCell numeric>
              <Money micros={-(takenMicros + feeMicros + customerMicros)} currency={currency} signed />
            </TableCell>
            <TableCell numeric>
              <Money micros={feeMicros} currency={currency} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
