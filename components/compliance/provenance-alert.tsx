import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

interface ProvenanceAlertProps {
  barred: { hostId: string; hostName: string; classes: string[] }[];
}

/** Why hosts are out of stock though they are healthy, and what to do; nothing where none is. */
export function ProvenanceAlert({ barred }: ProvenanceAlertProps) {
  if (barred.length === 0) return null;
  const classes = [...new Set(barred.flatMap((host) => host.classes))].join(", ");
  const names = barred.map(({ hostName }) => hostName).join(", ");
  return (
    <Alert
      tone="warning"
      title={barred.length === 1 ? `${names} is not for sale` : `${barred.length} hosts are not for sale`}
      action={
        <Button asChild size="sm">
          <Link href="/settings/provenance">Documents</Link>
        </Button>
      }
    >
      <p>
        The platform sells {classes} with accepted provenance alone. Hand in where{" "}
        {barred.length === 1 ? "its" : "their"} accelerators are from
        {barred.length === 1 ? "" : `: ${names}`}. What runs goes on.
      </p>
    </Alert>
  );
}
