import { and, eq, inArray, isNull } from "drizzle-orm";
import { accelerators, hosts, leaseAccelerators, leaseSshKeys, leases } from "@/db/schema";
import type { Context } from "@/lib/context";
import { ACCEPTS_REQUEST_IDS, type DesiredInstance, type DesiredResponse } from "@/lib/core/contracts/agent";
import type { LeaseState } from "@/lib/core/leases/states";
import { AppError } from "@/lib/errors";

const PIDS_LIMIT = 4096;

/**
 * What the host of the calling agent should run. The revision is read first: a change that slips in between makes the list
 * newer than its number, and the agent only asks once more.
 */
export async function getDesiredState(ctx: Context, accepts: readonly string[] = []): Promise<DesiredResponse> {
  const understands = accepts.includes(ACCEPTS_REQUEST_IDS);
  const { actor, db } = ctx;
  if (actor.type !== "host") throw new AppError("unauthenticated", "Only a host's agent may ask.");
  const [host] = await db.select({ revision: hosts.desiredRevision }).from(hosts).where(eq(hosts.id, actor.hostId));
  const placed = await db
    .select()
    .from(leases)
    .where(and(eq(leases.hostId, actor.hostId), isNull(leases.endedAt)))
    .orderBy(leases.id);
  const ids = placed.map((lease) => lease.id);
  const uuids = await collect(ids, () =>
    db
      .select({ leaseId: leaseAccelerators.leaseId, value: accelerators.uuid })
      .from(leaseAccelerators)
      .innerJoin(accelerators, eq(accelerators.id, leaseAccelerators.acceleratorId))
      .where(and(inArray(leaseAccelerators.leaseId, ids), isNull(leaseAccelerators.releasedAt)))
      .orderBy(accelerators.index),
  );
  const keys = await collect(ids, () =>
    db
      .select({ leaseId: leaseSshKeys.leaseId, value: leaseSshKeys.publicKey })
      .from(leaseSshKeys)
      .where(inArray(leaseSshKeys.leaseId, ids)),
  );
  return {
    revision: host?.revision ?? 0,
    instances: placed.map(
      (lease): DesiredInstance => ({
        leaseId: lease.id,
        incarnation: lease.incarnation,
        state: wantedState(lease.state),
        image: lease.image,
        hostname: lease.name,
        acceleratorUuids: uuids.get(lease.id) ?? [],
        cpuMillis: lease.cpuMillis,
        memoryMib: lease.memoryMib,
        diskGib: lease.diskGib,
        pidsLimit: PIDS_LIMIT,
        sshAuthorizedKeys: keys.get(lease.id) ?? [],
        ...(understands && lease.requestId ? { requestId: lease.requestId } : {}),
      }),
    ),
  };
}

function wantedState(state: LeaseState): DesiredInstance["state"] {
  if (state === "stopped") return "retained";
  return state === "stopping" ? "stopped" : "running";
}

async function collect(ids: string[], read: () => Promise<{ leaseId: string; value: string }[]>) {
  const byLease = new Map<string, string[]>();
  if (ids.length === 0) return byLease;
  for (const row of await read()) byLease.set(row.leaseId, [...(byLease.get(row.leaseId) ?? []), row.value]);
  return byLease;
}
