import { readTableState } from "@/components/data-table/table-state";
import { Section } from "@/components/layout/page-header";
import { NoticesTable } from "@/components/notices/notices-table";
import { toNoticeHistoryRow } from "@/components/notices/to-notice-row";
import { listNotices } from "@/lib/identity/notice-queries";
import { requireContext } from "@/lib/web/context";

interface NoticesSectionProps {
  search: Record<string, string | string[] | undefined>;
}

export async function NoticesSection({ search }: NoticesSectionProps) {
  const ctx = await requireContext("customer");
  const table = readTableState(search, { name: "notices", pageSize: 10 });
  const { notices, total } = await listNotices(ctx, { limit: table.pageSize, offset: table.offset });
  return (
    <Section title="Notices" description="What was told of low balances, caps and budgets.">
      <NoticesTable rows={notices.map(toNoticeHistoryRow)} total={total} pageSize={table.pageSize} />
    </Section>
  );
}
