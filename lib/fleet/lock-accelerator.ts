import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { UserActor } from "@/lib/context";
import {
  type AcceleratorAction,
  type AcceleratorStanding,
  refuseAcceleratorAction,
} from "@/lib/core/fleet/accelerator-cordon";
import { AppError, notFound } from "@/lib/errors";
import type { CordonableAccelerator } from "./accelerator-cordons";
import { judgedHealth } from "./accelerator-health";
import { lockHost } from "./lock-host";
import { visibleTo } from "./visible-to";

interface Locked extends Record<string, unknown>, CordonableAccelerator, AcceleratorStanding {}

/**
 * An accelerator under its host's lock, which launches and reports take too, where the actor may see it and the action is to be had on it.
 * Throws `not_found` for another operator's, `precondition_failed` with the reason otherwise.
 */
export async function lockAcceleratorFor(
  tx: Transaction,
  actor: UserActor,
  action: AcceleratorAction,
  acceleratorId: string,
): Promise<Locked> {
  const own = visibleTo(actor, sql`h.organization_id`) ?? sql`true`;
  const read = () =>
    tx.execute<Locked>(sql`
      SELECT a.id, a.index, a.uuid, a.cordoned_at AS "cordonedAt", judged.health, h.id AS "hostId", h.name AS "hostName",
        h.organization_id AS "organizationId", h.retired_at IS NOT NULL AS "isRetired"
      FROM accelerators a JOIN hosts h ON h.id = a.host_id CROSS JOIN LATERAL ${judgedHealth} judged
      WHERE a.id = ${acceleratorId} AND ${own}`);
  const [named] = (await read()).rows;
  if (!named) throw notFound("accelerator");
  await lockHost(tx, named.hostId);
  const [locked] = (await read()).rows;
  if (locked?.hostId !== named.hostId) throw new AppError("conflict", "It has been moved to another host meanwhile.");
  const refusal = refuseAcceleratorAction(action, locked);
  if (refusal) throw new AppError("precondition_failed", refusal);
  return locked;
}
