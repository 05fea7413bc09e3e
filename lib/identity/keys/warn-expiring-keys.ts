import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { keepNotices, type LastingNotice } from "../lasting-notices";

export const WARN_DAYS = 7;
const PREFIX = "api_key.expires:";

interface Expiring {
  id: string;
  organization_id: string;
  name: string;
  expires_at: Date;
}

/**
 * Tells organizations of keys that expire within seven days, once each, until the key is revoked, has expired or opens nothing any more. Any number
 * of workers may run it. Answers how many notices were raised.
 */
export async function warnExpiringKeys(ctx: Pick<Context, "db">): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    const expiring = await listExpiring(tx);
    const { rows: told } = await tx.execute<{ id: string }>(
      sql`SELECT DISTINCT organization_id AS id FROM notices WHERE ended_at IS NULL AND starts_with(key, ${PREFIX})`,
    );
    const organizationIds = [...new Set([...told.map((row) => row.id), ...expiring.map((key) => key.organization_id)])];
    return keepNotices(tx, { organizationIds, at, prefix: PREFIX, found: expiring.map(noticeOf), rearms: true });
  });
}

async function listExpiring(tx: Transaction): Promise<Expiring[]> {
  const { rows } = await tx.execute<Expiring & Record<string, unknown>>(sql`
    SELECT k.id, k.organization_id, k.name, k.expires_at FROM api_keys k
    JOIN memberships m ON m.organization_id = k.organization_id AND m.user_id = k.user_id
    JOIN organizations o ON o.id = k.organization_id AND o.closed_at IS NULL
    WHERE k.revoked_at IS NULL AND k.expires_at > platform_now()
      AND k.expires_at <= platform_now() + make_interval(days => ${WARN_DAYS}::int)`);
  return rows;
}

function noticeOf(key: Expiring): LastingNotice {
  const day = key.expires_at.toISOString().slice(0, 10);
  return {
    organizationId: key.organization_id,
    key: `${PREFIX}${key.id}`,
    milder: [],
    severity: "warning",
    title: `The API key "${key.name}" expires on ${day}`,
    body: "What uses it is refused from then on. Make a new key, and revoke this one once nothing uses it.",
    href: "/settings/api-keys",
    detail: { apiKeyId: key.id, expiresAt: key.expires_at.toISOString() },
  };
}
