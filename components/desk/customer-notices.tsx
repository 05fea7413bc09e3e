import { Section } from "@/components/layout/page-header";
import { UtcTime } from "@/components/layout/utc-time";
import type { NoticeHistoryRow } from "@/components/notices/notices-table";
import { Badge } from "@/components/ui/badge";

const tones = { critical: "danger", warning: "warning", info: "info" } as const;

/** What the customer was told of lately; nothing where nothing was. */
export function CustomerNotices({ notices }: { notices: NoticeHistoryRow[] }) {
  if (notices.length === 0) return null;
  return (
    <Section title="Notices to the customer" description="The newest five.">
      <ul className="divide-y rounded-lg border bg-card">
        {notices.map((notice) => (
          <li key={notice.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2">
            <Badge tone={tones[notice.severity]}>{notice.severity}</Badge>
            <span className="min-w-0 flex-1">{notice.title}</span>
            <span className="text-muted-foreground text-xs">
              {notice.state}, <UtcTime at={notice.raisedAt} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
