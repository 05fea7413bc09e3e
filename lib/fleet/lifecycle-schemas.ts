import { z } from "zod";
import { line } from "@/lib/core/text";

const id = z.string().max(60);
const reason = line("why", 200);
const instant = z.iso
  .datetime({ offset: true, error: "Enter a date and a time." })
  .transform((text) => new Date(text))
  .refine((at) => at.getUTCFullYear() < 2200, "Enter a date before the year 2200.");

/** What is done to one host, and why: its timeline says so. */
export const hostActionInput = z.strictObject({ hostId: id, reason });
export type HostActionInput = z.infer<typeof hostActionInput>;

/** What is done to one accelerator, and why. */
export const acceleratorActionInput = z.strictObject({ acceleratorId: id, reason });
export type AcceleratorActionInput = z.infer<typeof acceleratorActionInput>;

export const planMaintenanceInput = z.strictObject({
  hostIds: z.array(id).min(1, "Choose at least one host.").max(64, "Plan for at most 64 hosts at once."),
  from: instant,
  to: instant,
  reason,
  /** With less notice than is promised; may begin at once. */
  isEmergency: z.boolean(),
});
export type PlanMaintenanceInput = z.input<typeof planMaintenanceInput>;

export const windowInput = z.strictObject({ windowId: id, reason });
export type WindowInput = z.infer<typeof windowInput>;
