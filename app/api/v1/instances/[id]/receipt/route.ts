import { z } from "zod";
import { getReceipt } from "@/lib/metering/get-receipt";
import { apiRoute } from "@/lib/web/api-route";
import { jsonFile } from "@/lib/web/json-file";

const params = z.object({ id: z.string().min(1).max(60) });

export const GET = apiRoute({ params, limit: "export" }, async (ctx, { params }) =>
  jsonFile(await getReceipt(ctx, { leaseId: params.id }), `receipt-${params.id}.json`),
);
