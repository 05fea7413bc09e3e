import type { leases } from "@/db/schema";

export type Lease = typeof leases.$inferSelect;

/** What a launch needs to know of the SKU. */
export interface LaunchSku {
  id: string;
  code: string;
  modelId: string;
  count: number;
}
