import { z } from "zod";
import { LEASE_STATES } from "@/lib/core/leases/states";
import { launchLease } from "@/lib/leases/launch-lease";
import { getLease, listLeases } from "@/lib/leases/queries";
import { launchLeaseInput } from "@/lib/leases/schemas";
import { route } from "@/lib/web/route";

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  state: z.enum(LEASE_STATES).optional(),
});

export const GET = route({ query }, (ctx, { query: { limit, offset, state } }) =>
  listLeases(ctx, { limit, offset, ...(state ? { states: [state] } : {}) }),
);

/** Launches; 201 with the lease, and the same again for the same idempotency key. */
export const POST = route({ body: launchLeaseInput, status: 201, limit: "launch" }, async (ctx, { body }) => {
  const { id } = await launchLease(ctx, body);
  return getLease(ctx, id);
});
