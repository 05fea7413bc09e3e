import { StatusBadge } from "@/components/layout/status-badge";
import type { Tone } from "@/components/ui/tone";

/** A state and, below it, what a person said of it. */
export function StateCell({ label, tone, note }: { label: string; tone: Tone; note?: string | null }) {
  return (
    <div className="flex flex-col items-start gap-1 max-sm:items-end">
      <StatusBadge label={label} tone={tone} />
      {note ? (
        <span className="max-w-56 break-words text-muted-foreground text-xs whitespace-normal">{note}</span>
      ) : null}
    </div>
  );
}

/** Why an order was decided so, and until when an approval holds. */
export function decisionNote({ reason, approvedUntil }: { reason: string | null; approvedUntil: string | null }) {
  return reason && approvedUntil ? `${reason}, before ${approvedUntil.slice(0, 10)}` : reason;
}
