import { z } from "zod";
import { getReceipt } from "@/lib/metering/get-receipt";
import { jsonFile } from "@/lib/web/json-file";
import { route } from "@/lib/web/route";

const params = z.object({ id: z.string().min(1).max(60) });
const query = z.object({ side: z.enum(["customer", "operator"]).default("customer") });

export const GET = route({ params, query, limit: "export" }, async (ctx, { params, query }) =>
  jsonFile(await getReceipt(ctx, { leaseId: params.id, side: query.side }), `receipt-${query.side}-${params.id}.json`),
);
