import { z } from "zod";
import { getReceipt } from "@/lib/metering/get-receipt";
import { jsonFile } from "@/lib/web/json-file";
import { route } from "@/lib/web/route";

const params = z.object({ id: z.string().min(1).max(60) });

export const GET = route({ params, limit: "export" }, async (ctx, { params }) =>
  jsonFile(await getReceipt(ctx, { leaseId: params.id }), `receipt-${params.id}.json`),
);
