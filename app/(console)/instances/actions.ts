"use server";

import { closeLease } from "@/lib/leases/close-lease";
import { limitLease } from "@/lib/leases/limit-lease";
import { closeLeaseInput, limitLeaseInput } from "@/lib/leases/schemas";
import { startInstance as start } from "@/lib/leases/start-instance";
import { stopInstance as stop } from "@/lib/leases/stop-instance";
import { action } from "@/lib/web/action";

export const stopInstance = action(closeLeaseInput, async (ctx, input) => {
  const { state } = await stop(ctx, input);
  return { state };
});

export const startInstance = action(closeLeaseInput, async (ctx, input) => {
  const { state } = await start(ctx, input);
  return { state };
});

export const terminateInstance = action(closeLeaseInput, async (ctx, input) => {
  const { state } = await closeLease(ctx, input);
  return { state };
});

export const limitInstance = action(limitLeaseInput, async (ctx, input) => {
  await limitLease(ctx, input);
  return {};
});
