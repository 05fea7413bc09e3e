import { z } from "zod";
import { getLease } from "@/lib/leases/queries";
import { startInstance } from "@/lib/leases/start-instance";
import { apiRoute } from "@/lib/web/api-route";

const params = z.object({ id: z.string().min(1).max(60) });

/** Starts a stopped instance where its data is; 202, for SSH answers a moment later. Asked again it changes nothing. */
export const POST = apiRoute({ params, status: 202 }, async (ctx, { params }) => {
  // Looked up first: the desk may act on what it does not own, but not through this edge.
  await getLease(ctx, params.id);
  await startInstance(ctx, { leaseId: params.id });
  return getLease(ctx, params.id);
});
