import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { MailsTable } from "@/components/desk/mails-table";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Stat, StatGrid } from "@/components/layout/stat";
import { Alert } from "@/components/ui/alert";
import { toWire } from "@/components/wire";
import { isOffered } from "@/lib/identity/authorize";
import { getMailSummary, listMails } from "@/lib/identity/mail-queries";
import { requireContext } from "@/lib/web/context";
import { retryMailAction } from "./actions";

export const metadata: Metadata = { title: "Mail" };

export default async function MailPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { filters: ["state", "template"] });
  const [summary, { mails, total }] = await Promise.all([
    getMailSummary(ctx),
    listMails(ctx, {
      states: table.filters.state ?? [],
      templates: table.filters.template ?? [],
      search: table.q,
      limit: table.pageSize,
      offset: table.offset,
    }),
  ]);
  const mayRetry = isOffered(ctx.actor, "mail.manage");
  return (
    <PageBody>
      <AutoRefresh everyMs={15_000} />
      <PageHeader
        title="Mail"
        description="What people are told by e-mail. Queued with the fact it tells, once a person, and sent by the worker."
      />
      {summary.server === null ? (
        <Alert tone="warning" title="No mail server is set">
          Mails wait here until SMTP_URL and MAIL_FROM are in the environment of the web and the worker; none is lost.
        </Alert>
      ) : null}
      <StatGrid>
        <Stat label="Server" value={summary.server ?? "none"} hint="SMTP_URL" />
        <Stat label="Waiting" value={summary.waiting} hint="Queued, or being sent" />
        <Stat
          label="Stuck"
          value={summary.stuck}
          hint="Refused for good, or too often"
          {...(summary.stuck > 0 ? { tone: "danger" as const } : {})}
        />
        <Stat label="Sent today (UTC)" value={summary.sentToday} hint="Taken by the server" />
      </StatGrid>
      <MailsTable
        rows={toWire(mails)}
        total={total}
        pageSize={table.pageSize}
        {...(mayRetry ? { retry: retryMailAction } : {})}
      />
    </PageBody>
  );
}
