import Link from "next/link";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import type { Wire } from "@/components/wire";
import type { HostState } from "@/lib/core/fleet/lifecycle";
import type { KeptBack } from "@/lib/fleet/kept-back";
import { forSale } from "./for-sale";

type KeptBackAlertProps = { state: HostState; keptBack: Wire<KeptBack[]>; of: number };

/** Which of a host's accelerators are not for sale, why, and since when; nothing where all are. */
export function KeptBackAlert({ state, keptBack, of }: KeptBackAlertProps) {
  if (keptBack.length === 0) return null;
  return (
    <Alert tone="warning" title={forSale(state, keptBack, of)}>
      <ul className="list-disc pl-4">
        {keptBack.map(({ acceleratorId, index, reason, since }) => (
          <li key={acceleratorId} className="break-words">
            <Link href={`/operator/accelerators/${acceleratorId}`} className="underline">
              Accelerator {index}
            </Link>
            : {reason} Since <UtcTime at={since} />.
          </li>
        ))}
      </ul>
      <p className="text-muted-foreground text-xs">
        One that has failed is back by itself once it has been healthy for ten minutes, or by a person after a repair.
      </p>
    </Alert>
  );
}
