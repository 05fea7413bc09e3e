import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import type { Wire } from "@/components/wire";
import type { SiteMaintenance } from "@/lib/leases/site-maintenance";

/** Before a launch: that work is planned where it may be placed. */
export function SiteMaintenanceNotice({ planned }: { planned: Wire<SiteMaintenance> | undefined }) {
  if (!planned) return null;
  return (
    <Alert
      tone="warning"
      title={
        <>
          Maintenance is planned at this site from <UtcTime at={planned.startsAt} />
        </>
      }
    >
      It concerns {planned.isEverywhere ? "all hosts" : "some of the hosts"} that have this SKU. What still runs on such
      a host then is stopped, with its data kept. Whether yours is on one is on its page as soon as it is placed.
    </Alert>
  );
}
