import { z } from "zod";
import { getLease } from "@/lib/leases/queries";
import { stopInstance } from "@/lib/leases/stop-instance";
import { apiRoute } from "@/lib/web/api-route";

const params = z.object({ id: z.string().min(1).max(60) });

/** Asks for a stop that keeps the data; 202, for the container ends a moment later. Asked again it changes nothing. */
export const POST = apiRoute({ params, status: 202 }, async (ctx, { params }) => {
  // Looked up first: the desk may act on what it does not own, but not through this edge.
  await getLease(ctx, params.id);
  await stopInstance(ctx, { leaseId: params.id });
  return getLease(ctx, params.id);
});
