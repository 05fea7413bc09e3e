import { Alert } from "@/components/ui/alert";
import type { FindingRow } from "@/lib/fleet/finding-queries";

type FindingsAlertProps = { findings: readonly Pick<FindingRow, "id" | "state" | "blocks" | "summary">[] };

/** What keeps hardware from sale, and who lets it go; nothing where nothing does. */
export function FindingsAlert({ findings }: FindingsAlertProps) {
  const held = findings.filter(({ state }) => state === "open" || state === "rejected");
  if (held.length === 0) return null;
  const isWhole = held.some(({ blocks }) => blocks === "host");
  return (
    <Alert tone="warning" title={isWhole ? "This host is kept from sale" : "Some hardware here is kept from sale"}>
      <ul className="list-disc pl-4">
        {held.map(({ id, summary }) => (
          <li key={id} className="break-words">
            {summary}
          </li>
        ))}
      </ul>
      <p className="text-muted-foreground text-xs">
        What runs goes on. It is over once it is put right, or the platform's desk accepts it.
      </p>
    </Alert>
  );
}
