import { sql } from "drizzle-orm";
import { LEADING_ROLE, rolesFor } from "@/lib/core/permissions";
import { SESSION_IDLE_MS } from "../session-limits";

/**
 * Of a row of support_visits: whether the staff's own session is open and they still have the role that the visit needs. What ends a visit is
 * Postgres' clock, at its own end or the session's.
 */
export const IS_STAFF_THERE = sql`(EXISTS (
    SELECT 1 FROM sessions s WHERE s.id = support_visits.staff_session_id AND s.revoked_at IS NULL AND s.expires_at > platform_now()
      AND s.last_seen_at > platform_now() - ${SESSION_IDLE_MS} * interval '1 ms')
  AND EXISTS (
    SELECT 1 FROM memberships m WHERE m.organization_id = support_visits.staff_organization_id AND m.user_id = support_visits.staff_user_id
      AND m.role = ANY(${sql.param([...rolesFor("organization.impersonate", "platform")])}::text[])
      AND ((is_read_only AND NOT is_legal) OR m.role = ${LEADING_ROLE.platform})))`;

export const IS_IN_TIME = sql`support_visits.ends_at > platform_now()`;
