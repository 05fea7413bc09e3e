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

/** A line of the host's timeline, in the transaction of what it tells of. */
export async function recordHostEvent(tx: Transaction, { actor }: Pick<Context, "actor">, event: HostEvent) {
  const actorId = actor.type === "user" ? actor.userId : actor.type === "host" ? actor.hostId : null;
  await tx.insert(hostEvents).values({ id: newId("hev"), actorType: actor.type, actorId, ...event });
}
