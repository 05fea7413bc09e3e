import { formatValue, seriesColor } from "@/components/charts/chart-data";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { AcceleratorSeries } from "@/lib/fleet/telemetry/read-series";
import { METRIC_VIEWS, summarize, TELEMETRY_METRICS, type TelemetryMetric } from "./metrics";

interface FiguresTableProps {
  series: readonly AcceleratorSeries[];
  /** Its colours are the charts' legend, where one chart has all accelerators. */
  isLegend: boolean;
}

/** The charts in figures, an accelerator a row: the average and the most of the time that is drawn. */
export function FiguresTable({ series, isLegend }: FiguresTableProps) {
  return (
    <div className="overflow-clip rounded-lg border bg-card">
      <Table aria-label="Telemetry in figures">
        <TableHeader>
          <TableRow>
            <TableHead>Accelerator: average · most</TableHead>
            {TELEMETRY_METRICS.map((metric) => (
              <TableHead key={metric} numeric>
                {METRIC_VIEWS[metric].label}
              </TableHead>
            ))}
            <TableHead numeric>Uncorrected ECC</TableHead>
            <TableHead numeric>Link errors</TableHead>
            <TableHead numeric>PCIe replays</TableHead>
            <TableHead numeric>Gravest Xid</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {series.map((one, index) => (
            <TableRow key={one.acceleratorId}>
              <TableCell className="whitespace-nowrap">
                {isLegend ? (
                  <span
                    aria-hidden
                    className="mr-2 inline-block h-0 w-4 border-t-2 align-middle"
                    style={{
                      borderColor: seriesColor({ key: "", label: "" }, index),
                      borderStyle: index < 5 ? "solid" : "dashed",
                    }}
                  />
                ) : null}
                <span className="tabular mr-2">{one.index}</span>
                <span className="mr-2">{one.name}</span>
                {one.simulated ? <SimulatedBadge inRow /> : null}
              </TableCell>
              {TELEMETRY_METRICS.map((metric) => (
                <TableCell key={metric} numeric>
                  {averageAndMost(one, metric)}
                </TableCell>
              ))}
              <TableCell numeric>{one.eccUncorrected ?? "not said"}</TableCell>
              <TableCell numeric>{one.linkErrors ?? "not said"}</TableCell>
              <TableCell numeric>{one.pcieReplays ?? "not said"}</TableCell>
              <TableCell numeric>{one.xid === null ? "not said" : one.xid === 0 ? "none" : one.xid}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

function averageAndMost({ points }: AcceleratorSeries, metric: TelemetryMetric): string {
  const { avg, max } = summarize(points, metric);
  const { unit } = METRIC_VIEWS[metric];
  return avg === null || max === null ? "not said" : `${formatValue(avg, unit)} · ${formatValue(max, unit)}`;
}
