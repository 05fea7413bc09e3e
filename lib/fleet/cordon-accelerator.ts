import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { putAcceleratorCordon } from "./accelerator-cordons";
import { type AcceleratorActionInput, acceleratorActionInput } from "./lifecycle-schemas";
import { lockAcceleratorFor } from "./lock-accelerator";

/** Keeps one accelerator from sale until a person takes it back; its host's others stay. What runs on it goes on. */
export async function cordonAccelerator(ctx: Context, input: AcceleratorActionInput): Promise<void> {
  const actor = authorize(ctx, "host.cordon");
  const { acceleratorId, reason } = parseInput(acceleratorActionInput, input);
  await ctx.db.transaction(async (tx) => {
    const locked = await lockAcceleratorFor(tx, actor, "cordon", acceleratorId);
    const isTold = actor.organizationKind === "platform";
    await putAcceleratorCordon(tx, ctx, locked, { cause: "person", reason, isTold, at: await databaseNow(tx) });
  });
}
