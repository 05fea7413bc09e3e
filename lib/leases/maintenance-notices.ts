import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { maintenanceWindows } from "@/db/schema";
import { creditedHours, DATA_KEPT_DAYS } from "@/lib/core/fleet/maintenance";
import { ROLES } from "@/lib/core/permissions";
import { type NoticeInput, raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { utcMinute } from "./data-notices";

type Window = typeof maintenanceWindows.$inferSelect;

export interface TouchedLease {
  id: string;
  name: string;
  organizationId: string;
  siteId: string;
  siteName: string;
  skuCode: string;
  isStopped: boolean;
}

const noticeKey = (window: Window) => `maintenance:${window.id}`;

/** Each customer once, by notice and mail; what is launched there later changes the notice. */
export async function tellOfWindow(tx: Transaction, window: Window, touched: TouchedLease[], at: Date): Promise<void> {
  const { startsAt, endsAt, isEmergency, reason } = window;
  const promise = creditSentence(await readCreditBps(tx, startsAt), creditedHours(isEmergency));
  for (const [organizationId, own] of byCustomer(touched)) {
    const title = `${isEmergency ? "Emergency maintenance" : "Maintenance"} at ${own[0]!.siteName}`;
    const body = `${reason.replace(/\.?$/, ".")} From ${utcMinute(startsAt)} to ${utcMinute(endsAt)}. What still runs there at the start is stopped: its data is kept at no charge until ${DATA_KEPT_DAYS} days after, and the stop is not billed. ${promise}To go on without a pause, launch the same elsewhere before.`;
    const href = elsewhere(own[0]!);
    const affected = own.map(({ name }) => name);
    await raise(tx, { organizationId, key: noticeKey(window), window, title, body, href, affected }, at);
  }
}

/** The share of an hour's price that the rules in force at the start give back. */
async function readCreditBps(tx: Transaction, at: Date): Promise<number> {
  const { rows } = await tx.execute<{ bps: number }>(sql`
    SELECT coalesce(sum(credit_bps), 0)::int AS bps FROM sla_rules
    WHERE "window" = 'maintenance' AND during @> ${at.toISOString()}::timestamptz`);
  return rows[0]!.bps;
}

function creditSentence(bps: number, hours: number): string {
  if (bps === 0) return "";
  const share = bps === 10_000 ? "the price" : `${bps / 100} % of the price`;
  return `${share.charAt(0).toUpperCase()}${share.slice(1)} of ${hours === 1 ? "an hour" : `${hours} hours`} is credited, up to what the instance has cost. `;
}

/** Of a window that is over or called off: what was announced stands no longer, and what was stopped can be started. */
export async function tellOfEnd(tx: Transaction, window: Window, touched: TouchedLease[], at: Date): Promise<void> {
  for (const [organizationId, own] of byCustomer(touched)) {
    await resolveNotice(tx, organizationId, noticeKey(window), at);
    const stopped = own.filter(({ isStopped }) => isStopped);
    if (window.state === "over" && stopped.length === 0) continue;
    const isOver = window.state === "over" || stopped.length > 0;
    const title = `Maintenance ${isOver ? "over" : "cancelled"} at ${own[0]!.siteName}`;
    const body = isOver
      ? "What it stopped can be started again, where its data is."
      : "It does not take place: nothing of yours is stopped for it.";
    const affected = (isOver ? stopped : own).map(({ name }) => name);
    const key = `${noticeKey(window)}:end`;
    await raise(
      tx,
      { organizationId, key, window, title, body, href: `/instances/${(stopped[0] ?? own[0])!.id}`, affected },
      at,
    );
  }
}

interface Told {
  organizationId: string;
  key: string;
  window: Window;
  title: string;
  body: string;
  href: string;
  affected: string[];
}

function raise(tx: Transaction, told: Told, at: Date): Promise<boolean> {
  const { organizationId, key, window, title, body, href, affected } = told;
  const named = `${affected.slice(0, 5).join(", ")}${affected.length > 5 ? ` and ${affected.length - 5} more` : ""}`;
  const notice: NoticeInput = {
    organizationId,
    key,
    severity: key === noticeKey(window) ? "warning" : "info",
    title: `${title}: ${named}`,
    body,
    href,
    detail: { windowId: window.id },
    mail: {
      template: "maintenance",
      props: {
        title,
        from: window.startsAt.toISOString(),
        to: window.endsAt.toISOString(),
        body,
        affected,
        href,
      },
      roles: ROLES,
    },
  };
  return raiseNotice(tx, notice, at);
}

/** The launch page with the same SKU at another site, where there is one. */
function elsewhere({ skuCode, siteId }: TouchedLease): string {
  return `/launch?sku=${encodeURIComponent(skuCode)}&away=${encodeURIComponent(siteId)}`;
}

function byCustomer(touched: readonly TouchedLease[]): Map<string, TouchedLease[]> {
  return Map.groupBy(touched, ({ organizationId }) => organizationId) as Map<string, TouchedLease[]>;
}
