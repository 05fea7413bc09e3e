import { type SQL, sql } from "drizzle-orm";

/** Of a finding `f`: it keeps from sale. */
export const isBlocking: SQL = sql`f.cleared_at IS NULL AND f.state IN ('open', 'rejected')`;

/** Of a finding `f` and an accelerator `a`: of its own host's accelerators, that is one which the finding bears on. */
export const bearsOn: SQL = sql`f.host_id = a.host_id AND (f.blocks = 'host' OR f.accelerator_id = a.id)`;

/** Of an accelerator `a`: a finding about its hardware keeps it from sale. What another host says of it never does. */
export const isHeldBack: SQL = sql`EXISTS (SELECT 1 FROM hardware_findings f WHERE ${bearsOn} AND ${isBlocking})`;
