import { z } from "zod";
import { exportSpread } from "@/lib/metering/export-spread";
import { SPREAD_BUCKETS, SPREAD_GROUPS } from "@/lib/metering/spread-queries";
import { csvFile } from "@/lib/web/csv-file";
import { route } from "@/lib/web/route";

const query = z.object({
  by: z.enum(SPREAD_GROUPS).default("sku"),
  bucket: z.enum(SPREAD_BUCKETS).default("day"),
  /** First and last UTC day. */
  from: z.iso.date(),
  to: z.iso.date(),
});

export const GET = route({ query, limit: "export" }, async (ctx, { query }) =>
  csvFile(await exportSpread(ctx, query), `spread-by-${query.by}-per-${query.bucket}-${query.from}-${query.to}.csv`),
);
