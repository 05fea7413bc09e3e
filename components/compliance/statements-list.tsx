import { Id } from "@/components/layout/id";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import { END_USE_LABELS, type EndUseCategory } from "@/lib/core/compliance/end-use";

interface Statement {
  id: string;
  category: EndUseCategory;
  description: string;
  signerName: string;
  textVersion: string;
  signedAt: Date;
  expiresAt: Date;
}

/** What was signed, newest first. */
export function StatementsList({ statements, now }: { statements: Statement[]; now: Date }) {
  if (statements.length === 0) return <p className="text-muted-foreground">No statement has been signed.</p>;
  return (
    <ul className="flex flex-col divide-y">
      {statements.map((one) => (
        <li
          key={one.id}
          className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 py-2 first:pt-0 last:pb-0"
        >
          <div className="min-w-0 flex-1">
            <p className="font-medium">{END_USE_LABELS[one.category]}</p>
            <p className="break-words">{one.description}</p>
            <p className="flex flex-wrap gap-x-3 text-muted-foreground text-xs">
              <span>
                Signed by {one.signerName} <RelativeTime at={one.signedAt.toISOString()} />
              </span>
              <span>text of {one.textVersion}</span>
              <span>before {one.expiresAt.toISOString().slice(0, 10)}</span>
              <Id value={one.id} />
            </p>
          </div>
          <StatusBadge
            label={one.expiresAt > now ? "valid" : "over"}
            tone={one.expiresAt > now ? "success" : "neutral"}
          />
        </li>
      ))}
    </ul>
  );
}
