import Link from "next/link";
import { Money } from "@/components/layout/money";
import { RelativeTime } from "@/components/layout/relative-time";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { LeaseStateBadge } from "@/components/leases/lease-state";
import type { LeaseRow } from "@/lib/leases/queries";
import type { LeaseCost } from "@/lib/metering/cost-queries";

function Rate({ lease }: { lease: LeaseRow }) {
  if (lease.retainUntil) return <>data kept until {<UtcTime at={lease.retainUntil.toISOString()} />}</>;
  if (lease.state === "stopped") return <>{lease.diskGib} GiB kept</>;
  return <Money micros={lease.retailMicrosPerHour} currency={lease.currency} precision="trimmed" suffix="/h" />;
}

type RunningListProps = { leases: LeaseRow[]; costs: Map<string, LeaseCost> };

export function RunningList({ leases, costs }: RunningListProps) {
  return (
    <ul className="divide-y">
      {leases.map((lease) => {
        const cost = costs.get(lease.id);
        return (
          <li
            key={lease.id}
            className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-muted/60"
          >
            <div className="min-w-0 flex-1 basis-48">
              <p className="flex flex-wrap items-center gap-2">
                <Link href={`/instances/${lease.id}`} className="font-medium after:absolute after:inset-0">
                  {lease.name}
                </Link>
                <LeaseStateBadge state={lease.state} />
                {lease.simulated ? (
                  <span className="relative">
                    <SimulatedBadge />
                  </span>
                ) : null}
              </p>
              <p className="text-muted-foreground text-xs">
                {lease.skuCode}, {lease.city}, {lease.country}, <RelativeTime at={lease.requestedAt.toISOString()} />
              </p>
            </div>
            <div className="text-right">
              <Money
                micros={(cost?.bookedMicros ?? 0n) + (cost?.unbookedMicros ?? 0n)}
                currency={lease.billingCurrency}
              />
              <p className="text-muted-foreground text-xs">
                <Rate lease={lease} />
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
