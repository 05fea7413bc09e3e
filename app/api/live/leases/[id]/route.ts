import { z } from "zod";
import { toWireJson } from "@/components/wire";
import { getLiveLease, watchLease } from "@/lib/metering/live-queries";
import { route } from "@/lib/web/route";
import { watchSession } from "@/lib/web/watch-session";
import { eventStream } from "../../event-stream";

export const dynamic = "force-dynamic";

const HEARTBEAT_MS = 5_000;
const LONGEST_MS = 5 * 60_000;

const seq = z.coerce.number().int().min(0).max(2_147_483_647);
const params = z.object({ id: z.string().min(1).max(60) });
const query = z.strictObject({ after: seq.default(0), once: z.literal("1").optional() });

/** A lease as it goes, as server-sent events; `?once=1` answers with one snapshot, for clients that poll. */
export const GET = route({ params, query }, async (ctx, { params, query, request }) => {
  const leaseId = params.id;
  const resumed = seq.safeParse(request.headers.get("last-event-id") ?? undefined);
  let after = resumed.success ? resumed.data : query.after;
  const first = await getLiveLease(ctx, { leaseId, after });
  if (query.once) return first;
  let pending: typeof first | null = first;
  const expectSession = watchSession(ctx);
  return eventStream({
    signal: request.signal,
    heartbeatMs: HEARTBEAT_MS,
    longestMs: LONGEST_MS,
    watch: (wake) => watchLease(leaseId, wake),
    read: async () => {
      await expectSession();
      const snapshot = pending ?? (await getLiveLease(ctx, { leaseId, after }));
      pending = null;
      after = snapshot.events.at(-1)?.seq ?? after;
      return { id: String(after), data: toWireJson(snapshot), last: snapshot.settled };
    },
  });
});
