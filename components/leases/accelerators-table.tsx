import { Id } from "@/components/layout/id";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { LeaseDetail } from "@/lib/leases/queries";

export function AcceleratorsTable({ accelerators }: { accelerators: LeaseDetail["accelerators"] }) {
  return (
    <div className="overflow-clip rounded-lg border bg-card">
      <Table aria-label="Accelerators">
        <TableHeader>
          <TableRow>
            <TableHead>Host index</TableHead>
            <TableHead>Accelerator</TableHead>
            <TableHead>UUID</TableHead>
            <TableHead numeric>Memory</TableHead>
            <TableHead>Driver</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {accelerators.map((accelerator) => (
            <TableRow key={accelerator.uuid}>
              <TableCell className="tabular">{accelerator.index}</TableCell>
              <TableCell className="whitespace-nowrap">
                <span className="mr-2">{accelerator.name}</span>
                {accelerator.simulated ? <SimulatedBadge /> : null}
              </TableCell>
              <TableCell>
                <Id value={accelerator.uuid} full />
              </TableCell>
              <TableCell numeric>
                {accelerator.memoryMib === null ? "-" : `${accelerator.memoryMib.toLocaleString("en-US")} MiB`}
              </TableCell>
              <TableCell className="font-mono text-xs">{accelerator.driverVersion ?? "-"}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
