import { z } from "zod";
import { closeLease } from "@/lib/leases/close-lease";
import { getLease } from "@/lib/leases/queries";
import { apiRoute } from "@/lib/web/api-route";

const params = z.object({ id: z.string().min(1).max(60) });

/** Asks for the end, data included; 202, for the container ends a moment later. Asked again it changes nothing. */
export const POST = apiRoute({ params, status: 202 }, async (ctx, { params }) => {
  // Looked up first: the desk may act on what it does not own, but not through this edge.
  await getLease(ctx, params.id);
  await closeLease(ctx, { leaseId: params.id });
  return getLease(ctx, params.id);
});
