import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { EvidenceFacts, EvidenceLease } from "@/lib/core/payments/evidence";
import { SECOND_MS } from "@/lib/core/time";
import type { Dispute, TopUp } from "../types";

const MOST_LEASES = 200;
const MOST_EVENTS = 1_500;
const MOST_SESSIONS = 200;

/** What is on record of a disputed payment: who paid, what ran between it and the dispute, who signed in. Not authorised: for the desk's verbs and queries. */
export async function readEvidenceFacts(db: DbOrTx, dispute: Dispute, topUp: TopUp): Promise<EvidenceFacts> {
  const { organizationId, openedAt } = dispute;
  const paidAt = topUp.paidAt ?? topUp.createdAt;
  // Stripe tells whole seconds
  const to = new Date(openedAt.getTime() + SECOND_MS).toISOString();
  const between = { organizationId, from: paidAt.toISOString(), to };
  const { rows } = await db.execute<{
    name: string;
    since: string;
    owner: string;
    email: string;
    refunded: bigint;
  }>(sql`
    SELECT o.name, o.created_at AS since, u.name AS owner, u.email,
      (SELECT coalesce(sum(r.amount_micros), 0)::bigint FROM refunds r WHERE r.top_up_id = ${topUp.id} AND r.state <> 'failed') AS refunded
    FROM organizations o JOIN memberships m ON m.organization_id = o.id JOIN users u ON u.id = m.user_id
    WHERE o.id = ${organizationId} ORDER BY u.id IS DISTINCT FROM ${topUp.createdBy}, m.role <> 'owner', m.created_at LIMIT 1`);
  const customer = rows[0]!;
  return {
    customer: {
      id: organizationId,
      name: customer.name,
      since: new Date(customer.since),
      ownerName: customer.owner,
      ownerEmail: customer.email,
    },
    payment: {
      id: topUp.id,
      amountMicros: topUp.amountMicros,
      currency: topUp.currency,
      paidAt,
      paidWith: topUp.paidWith,
    },
    refundedMicros: customer.refunded,
    disputedAt: openedAt,
    leases: await readLeases(db, between),
    log: [...(await readEvents(db, between)), ...(await readSessions(db, between))],
  };
}

interface Between {
  organizationId: string;
  from: string;
  to: string;
}

const ranThen = ({ organizationId, from, to }: Between) => sql`
  l.organization_id = ${organizationId} AND l.requested_at <= ${to}::timestamptz AND coalesce(l.ended_at, 'infinity') >= ${from}::timestamptz`;

type LeaseRow = Omit<EvidenceLease, "requestedAt" | "runningAt" | "endedAt"> &
  Record<"requestedAt", string> &
  Record<"runningAt" | "endedAt", string | null>;

/** Charges as they are booked, corrections included, in the currency that the customer pays in. */
async function readLeases(db: DbOrTx, between: Between): Promise<EvidenceLease[]> {
  const { rows } = await db.execute<LeaseRow & Record<string, unknown>>(sql`
    SELECT l.id, l.name, k.code AS "skuCode", l.accelerator_count AS "acceleratorCount", s.name AS "siteName", s.city, l.simulated,
      l.requested_at AS "requestedAt", l.running_at AS "runningAt", l.ended_at AS "endedAt",
      (coalesce(u.seconds, 0) + coalesce(c.seconds, 0))::bigint AS "billedSeconds",
      (coalesce(u.micros, 0) + coalesce(c.micros, 0))::bigint AS "chargedMicros",
      ARRAY(SELECT key.fingerprint FROM lease_ssh_keys x JOIN ssh_keys key ON key.id = x.ssh_key_id WHERE x.lease_id = l.id ORDER BY 1) AS "sshKeys"
    FROM leases l JOIN skus k ON k.id = l.sku_id JOIN sites s ON s.id = l.site_id
    LEFT JOIN LATERAL (SELECT sum(coalesce(g.charge_micros, g.retail_micros + g.tax_micros)) AS micros,
        sum(extract(epoch FROM g.seg_end - g.seg_start)) FILTER (WHERE g.retail_rate_id IS NOT NULL) AS seconds
      FROM usage_segments g WHERE g.lease_id = l.id) u ON true
    LEFT JOIN LATERAL (SELECT sum(coalesce(j.delta_charge_micros, j.delta_retail_micros + j.delta_tax_micros)) AS micros,
        sum(j.delta_seconds) AS seconds
      FROM usage_adjustments j WHERE j.lease_id = l.id) c ON true
    WHERE ${ranThen(between)} ORDER BY l.requested_at DESC LIMIT ${MOST_LEASES}`);
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  return rows
    .map((row) => ({
      ...row,
      requestedAt: new Date(row.requestedAt),
      runningAt: instant(row.runningAt),
      endedAt: instant(row.endedAt),
    }))
    .reverse();
}

type Line = EvidenceFacts["log"][number];

async function readEvents(db: DbOrTx, between: Between): Promise<Line[]> {
  const { rows } = await db.execute<{ at: string; name: string; id: string; source: string; message: string }>(sql`
    SELECT e.at, l.name, l.id, e.source, e.message FROM leases l JOIN lease_events e ON e.lease_id = l.id
    WHERE ${ranThen(between)} ORDER BY e.at DESC LIMIT ${MOST_EVENTS}`);
  return rows.map(({ at, name, id, source, message }) => ({
    at: new Date(at),
    text: `instance ${name} (${id}), ${source}: ${message}`,
  }));
}

/** Sign-ins of the customer's people; addresses are not kept, what their browsers said is. */
async function readSessions(db: DbOrTx, { organizationId, to }: Between): Promise<Line[]> {
  const { rows } = await db.execute<{ at: string; email: string; agent: string | null }>(sql`
    SELECT s.created_at AS at, u.email, s.user_agent AS agent FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.organization_id = ${organizationId} AND s.created_at <= ${to}::timestamptz ORDER BY s.created_at DESC LIMIT ${MOST_SESSIONS}`);
  return rows.map(({ at, email, agent }) => ({
    at: new Date(at),
    text: `${email} signed in to the console${agent ? ` with ${agent}` : ""}`,
  }));
}
