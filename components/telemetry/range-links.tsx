import { SegmentedLinks } from "@/components/desk/segmented-links";
import { SERIES_RANGES, type SeriesRange } from "@/lib/core/fleet/plan-series";

interface RangeLinksProps {
  range: SeriesRange;
  hrefOf: (range: SeriesRange) => string;
  /** What "all" is all of. */
  allLabel: string;
}

export function RangeLinks({ range, hrefOf, allLabel }: RangeLinksProps) {
  const labels: Record<SeriesRange, string> = { "1h": "1 hour", "24h": "24 hours", "7d": "7 days", all: allLabel };
  const items = SERIES_RANGES.map((one) => ({ label: labels[one], href: hrefOf(one), current: one === range }));
  return <SegmentedLinks label="Time that the charts show" items={items} />;
}
