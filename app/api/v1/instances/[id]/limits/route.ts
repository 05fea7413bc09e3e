import { z } from "zod";
import { limitLease } from "@/lib/leases/limit-lease";
import { getLease } from "@/lib/leases/queries";
import { limitLeaseInput } from "@/lib/leases/schemas";
import { apiRoute } from "@/lib/web/api-route";

const params = z.object({ id: z.string().min(1).max(60) });
const body = limitLeaseInput.omit({ leaseId: true });

/** Changes the end date or the spend limit; null takes one away. */
export const PATCH = apiRoute({ params, body }, async (ctx, { params, body }) => {
  await getLease(ctx, params.id);
  await limitLease(ctx, { leaseId: params.id, ...body });
  return getLease(ctx, params.id);
});
