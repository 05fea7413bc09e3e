import { and, asc, gt, inArray, isNotNull, isNull } from "drizzle-orm";
import type { Database } from "@/db/client";
import { leases } from "@/db/schema";

/** An endpoint that customers are told to use. */
export interface ProbeTarget {
  leaseId: string;
  operatorId: string;
  incarnation: number;
  address: string;
  port: number;
}

const PAGE = 1_000;

/** Every lease that should be reachable, whatever was thought of it before, a page at a time. */
export async function* probeTargets(db: Database): AsyncGenerator<ProbeTarget[]> {
  for (let after = ""; ; ) {
    const rows = await db
      .select({
        leaseId: leases.id,
        operatorId: leases.operatorId,
        incarnation: leases.incarnation,
        address: leases.sshAddress,
        port: leases.sshPort,
      })
      .from(leases)
      .where(
        and(
          isNull(leases.endedAt),
          inArray(leases.state, ["running", "unreachable"]),
          isNotNull(leases.sshAddress),
          isNotNull(leases.sshPort),
          gt(leases.id, after),
        ),
      )
      .orderBy(asc(leases.id))
      .limit(PAGE);
    yield rows as ProbeTarget[];
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.leaseId;
  }
}
