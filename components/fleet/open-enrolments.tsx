import { RelativeTime } from "@/components/layout/relative-time";
import { UtcTime } from "@/components/layout/utc-time";
import type { EnrolmentRow } from "@/lib/fleet/site-queries";

/** Tokens that wait for their host. The tokens themselves are gone: only their hashes are kept. */
export function OpenEnrolments({ enrolments }: { enrolments: EnrolmentRow[] }) {
  if (enrolments.length === 0) return null;
  return (
    <ul aria-label="Enrolments waiting for their host" className="flex flex-col gap-1 text-muted-foreground text-xs">
      {enrolments.map((enrolment) => (
        <li key={enrolment.id}>
          Waiting for <span className="font-medium text-foreground">{enrolment.hostName}</span>: token made{" "}
          <RelativeTime at={enrolment.createdAt.toISOString()} />, good until{" "}
          <UtcTime at={enrolment.expiresAt.toISOString()} />
        </li>
      ))}
    </ul>
  );
}
