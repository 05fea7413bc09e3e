import { type SQL, sql } from "drizzle-orm";
import { NOTICE_HOURS, OPEN_WINDOW_STATES } from "@/lib/core/fleet/maintenance";

/** Of a maintenance window `w`: it lies ahead or is under way. */
export const isOpenWindow: SQL = sql`w.state IN ${[...OPEN_WINDOW_STATES]}`;

/**
 * Of a host `h`: whether something that runs from `at` until `until`, or without an end, may be placed there. It has passed its checks, is not
 * drained, cordoned or retired, and no maintenance that begins within the notice falls into that time. `takesLeases` says the same of a
 * state.
 */
export function takesLeasesAt(at: Date, until: Date | null = null): SQL {
  const noticeEnds = new Date(at.getTime() + NOTICE_HOURS * 3_600_000);
  const before = until && until < noticeEnds ? until : noticeEnds;
  return sql`(h.checked_at IS NOT NULL AND h.drain_asked_at IS NULL AND h.cordoned_at IS NULL AND h.retired_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM maintenance_windows w
      WHERE w.host_id = h.id AND ${isOpenWindow} AND w.starts_at < ${before.toISOString()}::timestamptz))`;
}
