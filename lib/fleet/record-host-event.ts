import type { Transaction } from "@/db/client";
import { hostEvents } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { HostEventKind } from "@/lib/core/fleet/host-events";
import { newId } from "@/lib/ids";

export interface HostEvent {
  hostId: string;
  /** Where it is about one of the host's accelerators. */
  acceleratorId?: string;
  kind: HostEventKind;
  /** A sentence for people. */
  summary: string;
  reason?: string;
  details?: Record<string, unknown>;
  at: Date;
}

type By = Pick<Context, "actor">;

/** A line of the host's timeline, in the transaction of what it tells of. */
export function recordHostEvent(tx: Transaction, by: By, event: HostEvent) {
  return recordHostEvents(tx, by, [event]);
}

export async function recordHostEvents(tx: Transaction, { actor }: By, events: readonly HostEvent[]) {
  if (events.length === 0) return;
  const actorId = actor.type === "user" ? actor.userId : actor.type === "host" ? actor.hostId : null;
  const by = { actorType: actor.type, actorId };
  await tx.insert(hostEvents).values(events.map((event) => ({ id: newId("hev"), ...by, ...event })));
}
