import type { Transaction } from "@/db/client";
import type { maintenanceWindows } from "@/db/schema";
import { utcMinute } from "./data-notices";
import { appendEvent } from "./events";
import { lockLease } from "./locks";

type Window = typeof maintenanceWindows.$inferSelect;

/** Into the timelines of leases on its host: that a window is planned. The caller holds the host's lock. */
export async function recordWindowAhead(
  tx: Transaction,
  window: Window,
  leaseIds: readonly string[],
  at: Date,
): Promise<void> {
  const { startsAt, endsAt, isEmergency, reason } = window;
  const what = isEmergency ? "Emergency maintenance of its host" : "Maintenance of its host is planned";
  const message = `${what} from ${utcMinute(startsAt)} to ${utcMinute(endsAt)}: ${reason}`;
  for (const id of leaseIds) await append(tx, window, id, { what: "planned", message, at });
}

/** And that it is over, or called off. */
export async function recordWindowEnd(
  tx: Transaction,
  window: Window,
  touched: readonly { id: string; isStopped: boolean }[],
  at: Date,
): Promise<void> {
  for (const { id, isStopped } of touched) {
    if (!isStopped && window.state === "over") continue;
    const message = isStopped
      ? "Maintenance of its host is over; it can be started again where its data is"
      : `The maintenance that was planned for ${utcMinute(window.startsAt)} does not take place`;
    await append(tx, window, id, { what: "over", message, at });
  }
}

interface Told {
  what: "planned" | "over";
  message: string;
  at: Date;
}

async function append(tx: Transaction, window: Window, leaseId: string, { what, message, at }: Told): Promise<void> {
  const lease = await lockLease(tx, leaseId);
  if (lease.endedAt) return;
  await appendEvent(tx, {
    leaseId,
    source: "platform",
    sourceEventId: `${leaseId}:maintenance-${what}:${window.id}`,
    kind: `maintenance.${what}`,
    message,
    detail: { windowId: window.id },
    at,
  });
}
