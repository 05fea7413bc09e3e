import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { liftCordon } from "./cordons";
import { type HostActionInput, hostActionInput } from "./lifecycle-schemas";
import { lockFor } from "./lock-standing";

/** Ends a host's cordon, whatever it was for. */
export async function uncordonHost(ctx: Context, input: HostActionInput): Promise<void> {
  const actor = authorize(ctx, "host.cordon");
  const { hostId, reason } = parseInput(hostActionInput, input);
  await ctx.db.transaction(async (tx) => {
    const { host } = await lockFor(tx, actor, "uncordon", hostId);
    await liftCordon(tx, ctx, host, { reason, at: await databaseNow(tx) });
  });
}
