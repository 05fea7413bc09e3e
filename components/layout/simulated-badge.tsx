import { FlaskConical } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Tooltip } from "@/components/ui/tooltip";

const REASON =
  "No real accelerator is behind this: the host reports simulated devices. Containers, SSH and metering are real.";

type SimulatedBadgeProps = { reason?: string; inRow?: boolean };

/** `inRow` is for lists: there the reason shows on hover alone, so that it costs no tab stop in every row. */
export function SimulatedBadge({ reason = REASON, inRow = false }: SimulatedBadgeProps) {
  const content = (
    <>
      <FlaskConical aria-hidden className="size-3" />
      simulated
    </>
  );
  if (inRow) {
    return (
      <Badge tone="info" title={reason}>
        {content}
      </Badge>
    );
  }
  return (
    <Tooltip content={reason}>
      <Badge tone="info" tabIndex={0} className="cursor-help">
        {content}
      </Badge>
    </Tooltip>
  );
}
