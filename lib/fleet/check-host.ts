import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hosts } from "@/db/schema";
import type { AgentReport } from "@/lib/core/contracts/agent";
import { failedChecks } from "@/lib/core/fleet/checks";
import { recordHostEvent } from "./record-host-event";

const SYSTEM = { actor: { type: "system", name: "checks" } } as const;

/** Of a host that has never passed its checks: whether this report does, in its transaction, so that it is for sale with it. */
export async function checkHost(
  tx: Transaction,
  host: { id: string; clockOffsetMs: number },
  report: Pick<AgentReport, "facts" | "accelerators">,
  problems: readonly string[],
  at: Date,
): Promise<void> {
  const { rows } = await tx.execute<{ recognised: number }>(sql`
    SELECT count(*)::int AS recognised FROM accelerators
    WHERE host_id = ${host.id} AND model_id IS NOT NULL AND missing_since IS NULL`);
  const { recognised } = rows[0]!;
  const { clockOffsetMs } = host;
  if (failedChecks({ ...report, problems, recognised, clockOffsetMs }).length > 0) return;
  const checked = await tx
    .update(hosts)
    .set({ checkedAt: at })
    .where(and(eq(hosts.id, host.id), isNull(hosts.checkedAt)))
    .returning({ id: hosts.id });
  if (checked.length === 0) return;
  const count = report.accelerators.length;
  const summary = `Checks passed: engine, image, clock and ${count} ${count === 1 ? "accelerator" : "accelerators"}`;
  await recordHostEvent(tx, SYSTEM, { hostId: host.id, kind: "checked", summary, at });
}
