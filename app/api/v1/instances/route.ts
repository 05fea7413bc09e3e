import { z } from "zod";
import { LEASE_STATES } from "@/lib/core/leases/states";
import { launchLease } from "@/lib/leases/launch-lease";
import { getLease, listLeases } from "@/lib/leases/queries";
import { launchLeaseInput } from "@/lib/leases/schemas";
import { parseInput } from "@/lib/parse-input";
import { apiRoute } from "@/lib/web/api-route";

const query = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  state: z.enum(LEASE_STATES).optional(),
  project: z.string().min(1).max(60).optional(),
});

export const GET = apiRoute({ query }, (ctx, { query: { limit, offset, state, project } }) =>
  listLeases(ctx, {
    limit,
    offset,
    ...(state ? { states: [state] } : {}),
    ...(project ? { projectIds: [project] } : {}),
  }),
);

const body = launchLeaseInput.partial({ idempotencyKey: true });

/** Launches; 201 with the lease, and the same again for the same idempotency key: a header, or a field of the body. */
export const POST = apiRoute({ body, status: 201, limit: "launch" }, async (ctx, { body, request }) => {
  const idempotencyKey = request.headers.get("idempotency-key") ?? body.idempotencyKey;
  const { id } = await launchLease(ctx, { ...body, idempotencyKey: requireKey(idempotencyKey) });
  return getLease(ctx, id);
});

function requireKey(given: string | undefined): string {
  return parseInput(z.object({ idempotencyKey: launchLeaseInput.shape.idempotencyKey }), { idempotencyKey: given })
    .idempotencyKey;
}
