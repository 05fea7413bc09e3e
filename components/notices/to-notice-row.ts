import type { Notice } from "@/lib/identity/notice-queries";
import type { NoticeRow } from "./notices-banner";
import type { NoticeHistoryRow } from "./notices-table";

export function toNoticeRow({ id, severity, title, body, href, raisedAt }: Notice): NoticeRow {
  return { id, severity, title, body, href, raisedAt: raisedAt.toISOString() };
}

export function toNoticeHistoryRow(notice: Notice): NoticeHistoryRow {
  const { id, severity, title, body, raisedAt } = notice;
  const state = notice.resolvedAt === null ? "open" : notice.resolvedBy ? "dismissed" : "over";
  return { id, severity, title, body, raisedAt: raisedAt.toISOString(), state };
}
