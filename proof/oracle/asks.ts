import type { Database } from "@/db/client";
import { AppError } from "@/lib/errors";
import { closeLease } from "@/lib/leases/close-lease";
import { startInstance } from "@/lib/leases/start-instance";
import { stopInstance } from "@/lib/leases/stop-instance";
import { customerContext, type Stage } from "../stage";
import type { RentedLease } from "./rented";

/** What the customer asks for at a step of the world. */
export async function ask(db: Database, stage: Stage, lease: RentedLease, step: number, nowMs: number) {
  const { stopAtStep, keepsData, startAfterSteps } = lease.plan;
  if (step === stopAtStep) await (keepsData ? stop : close)(db, stage, lease, nowMs);
  if (!keepsData) return;
  if (step === stopAtStep + startAfterSteps) await startAgain(db, stage, lease, nowMs);
  if (step === stopAtStep + 2 * startAfterSteps) await close(db, stage, lease, nowMs);
}

const customerOf = (db: Database, stage: Stage, { plan }: RentedLease) =>
  customerContext(db, stage.customers[plan.customer]!);

export async function close(db: Database, stage: Stage, lease: RentedLease, nowMs: number) {
  await closeLease(customerOf(db, stage, lease), { leaseId: lease.id });
  lease.reader.askToEnd(nowMs);
}

async function stop(db: Database, stage: Stage, lease: RentedLease, nowMs: number) {
  if (await isGranted(stopInstance(customerOf(db, stage, lease), { leaseId: lease.id })))
    lease.reader.askToStop(nowMs, true);
}

/** Refused where the host is silent, the end date has come, or there is nothing to start. */
async function startAgain(db: Database, stage: Stage, lease: RentedLease, nowMs: number) {
  if (!(await isGranted(startInstance(customerOf(db, stage, lease), { leaseId: lease.id })))) return;
  if (!lease.reader.isStopped) return;
  lease.reader.start(nowMs);
  lease.container = null;
}

function isGranted(request: Promise<unknown>): Promise<boolean> {
  return request.then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError) return false;
      throw error;
    },
  );
}
