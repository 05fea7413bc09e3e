import type { Log, Measured } from "../benchmark";
import { prepareBacklog } from "../billing/backlog";
import { auditSeconds, billAll } from "../billing/bill-all";
import { interleave } from "../interleave";
import { withServer } from "../server";

const BACKLOG = { leases: 1_000, hoursEach: 12 };

/** The whole audit against the time that billing what it audits took. Lower is better. */
export function measureAudit(log: Log): Promise<Measured> {
  return withServer("audit", (server) =>
    interleave(log, () =>
      server.withFresh(async ({ db }) => {
        await prepareBacklog(db, BACKLOG);
        const { seconds: billSeconds } = await billAll(db);
        const seconds = await auditSeconds(db);
        return { ratio: seconds / billSeconds, figures: { auditSeconds: seconds, billSeconds } };
      }),
    ),
  );
}
