import { Money } from "@/components/layout/money";
import { Alert } from "@/components/ui/alert";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { formatMargin } from "./format";
import type { PreviewRow } from "./price-form-model";

const MOST_ROWS = 50;

/** What the price would make of every offer there is now, by the code that prices a launch. */
export function PricePreview({ rows }: { rows: readonly PreviewRow[] }) {
  if (rows.length === 0)
    return (
      <p className="rounded-md border border-dashed px-3 py-4 text-center text-muted-foreground">
        No operator offers this now, so there is nothing to compare. The price holds for offers to come.
      </p>
    );
  const losing = rows.filter((row) => row.retailMicros < row.wholesaleMicros);
  return (
    <div className="flex flex-col gap-3">
      {losing.length > 0 ? (
        <Alert tone="warning" title="Sold under wholesale">
          <p>
            {losing.length} of {rows.length} offer{rows.length === 1 ? "" : "s"} would lose money every hour that a
            lease runs.
          </p>
        </Alert>
      ) : null}
      <div className="rounded-md border">
        <Table aria-label="What each current offer would sell for">
          <TableHeader>
            <TableRow>
              <TableHead>Offer</TableHead>
              <TableHead numeric>Wholesale</TableHead>
              <TableHead numeric>Retail now</TableHead>
              <TableHead numeric>Retail then</TableHead>
              <TableHead numeric>Margin then</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {rows.slice(0, MOST_ROWS).map((row) => (
              <PreviewLine key={row.offer.offerId} row={row} />
            ))}
          </TableBody>
        </Table>
      </div>
      {rows.length > MOST_ROWS ? (
        <p className="text-muted-foreground text-xs">And {rows.length - MOST_ROWS} more.</p>
      ) : null}
    </div>
  );
}

function PreviewLine({ row: { offer, retailMicros, wholesaleMicros } }: { row: PreviewRow }) {
  const price = (micros: string | bigint) => <Money micros={micros} currency={offer.currency} precision="trimmed" />;
  return (
    <TableRow>
      <TableCell>
        <span className="font-mono text-xs">{offer.skuCode}</span>
        <span className="block text-muted-foreground text-xs">
          {offer.siteName}, {offer.country}
        </span>
      </TableCell>
      <TableCell numeric>{price(wholesaleMicros)}</TableCell>
      <TableCell numeric>
        {offer.retailMicrosPerHour ? (
          price(offer.retailMicrosPerHour)
        ) : (
          <span className="text-muted-foreground">not sold</span>
        )}
      </TableCell>
      <TableCell numeric className="font-medium">
        {price(retailMicros)}
      </TableCell>
      <TableCell numeric className={retailMicros < wholesaleMicros ? "text-danger" : ""}>
        {formatMargin(retailMicros, wholesaleMicros)}
      </TableCell>
    </TableRow>
  );
}
