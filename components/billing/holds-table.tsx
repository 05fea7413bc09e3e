import Link from "next/link";
import { Money } from "@/components/layout/money";
import { RelativeTime } from "@/components/layout/relative-time";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";

type Hold = { leaseId: string; name: string; amountMicros: bigint; heldAt: Date };

export function HoldsTable({ holds, currency }: { holds: Hold[]; currency: string }) {
  return (
    <div className="overflow-clip rounded-lg border bg-card">
      <Table aria-label="Held">
        <TableHeader>
          <TableRow>
            <TableHead>For</TableHead>
            <TableHead>Since</TableHead>
            <TableHead numeric>Held</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {holds.map((hold) => (
            <TableRow key={hold.leaseId}>
              <TableCell>
                <Link href={`/instances/${hold.leaseId}`} className="text-primary hover:underline">
                  {hold.name}
                </Link>
              </TableCell>
              <TableCell>
                <RelativeTime at={hold.heldAt.toISOString()} />
              </TableCell>
              <TableCell numeric>
                <Money micros={hold.amountMicros} currency={currency} precision="micros" />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
