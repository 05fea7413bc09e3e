import { z } from "zod";
import { listOwnStock } from "@/lib/leases/stock-queries";
import { apiRoute } from "@/lib/web/api-route";

const query = z.strictObject({
  model: z.string().max(60).optional(),
  region: z
    .string()
    .regex(/^[A-Z]{2}$/, "is not a country code")
    .optional(),
  count: z.coerce.number().int().min(1).max(1_024).optional(),
});

/** What can be launched now, at the caller's prices. */
export const GET = apiRoute({ query }, async (ctx, { query: { model, region, count } }) => ({
  stock: await listOwnStock(ctx, {
    ...(model ? { modelCodes: [model] } : {}),
    ...(region ? { regions: [region] } : {}),
    ...(count ? { counts: [count] } : {}),
  }),
}));
