import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { putCordon } from "./cordons";
import { type HostActionInput, hostActionInput } from "./lifecycle-schemas";
import { lockFor } from "./lock-standing";

/** Keeps a host that is not trusted from sale until a person takes it back; its operator's people or the desk. What runs goes on. */
export async function cordonHost(ctx: Context, input: HostActionInput): Promise<void> {
  const actor = authorize(ctx, "host.cordon");
  const { hostId, reason } = parseInput(hostActionInput, input);
  await ctx.db.transaction(async (tx) => {
    const { host } = await lockFor(tx, actor, "cordon", hostId);
    const isTold = actor.organizationKind === "platform";
    const summary = isTold ? "Cordoned by the platform's desk" : "Cordoned";
    await putCordon(tx, ctx, host, { cause: "person", reason, summary, isTold, at: await databaseNow(tx) });
  });
}
