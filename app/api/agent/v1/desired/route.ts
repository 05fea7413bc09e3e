import { z } from "zod";
import { ACCEPT_HEADER } from "@/lib/core/contracts/agent";
import { agentRoute } from "@/lib/web/agent-route";
import { waitForDesiredState } from "@/lib/web/wait-for-desired-state";

const query = z.strictObject({
  after: z.coerce.number().int().min(-1).default(-1),
  waitMs: z.coerce.number().int().min(0).max(25_000).default(0),
});

export const GET = agentRoute("desired", query, (ctx, { after, waitMs }, { request }) =>
  waitForDesiredState(ctx, {
    after,
    waitMs,
    accepts: request.headers.get(ACCEPT_HEADER)?.split(",") ?? [],
    signal: request.signal,
  }),
);
