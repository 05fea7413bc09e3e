import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { liftAcceleratorCordon } from "./accelerator-cordons";
import { type AcceleratorActionInput, acceleratorActionInput } from "./lifecycle-schemas";
import { lockAcceleratorFor } from "./lock-accelerator";

/** Ends an accelerator's cordon, whatever it was for, after a repair; one that has failed still is refused. */
export async function uncordonAccelerator(ctx: Context, input: AcceleratorActionInput): Promise<void> {
  const actor = authorize(ctx, "host.cordon");
  const { acceleratorId, reason } = parseInput(acceleratorActionInput, input);
  await ctx.db.transaction(async (tx) => {
    const locked = await lockAcceleratorFor(tx, actor, "uncordon", acceleratorId);
    await liftAcceleratorCordon(tx, ctx, locked, { reason, at: await databaseNow(tx) });
  });
}
