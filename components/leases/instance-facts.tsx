import { DefinitionList } from "@/components/layout/definition-list";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { countryName } from "@/lib/core/fleet/countries";
import type { LeaseDetail } from "@/lib/leases/queries";
import { REBOOT_WORDS } from "./reboot-choice";
import { StoragePrice } from "./storage-price";

export function InstanceFacts({ lease }: { lease: LeaseDetail }) {
  const gib = Math.round(lease.memoryMib / 1024);
  return (
    <Card>
      <CardHeader title="Instance" />
      <CardContent>
        <DefinitionList
          items={[
            { label: "Model", value: `${lease.acceleratorCount} × ${lease.modelName}`, hint: lease.vendor },
            { label: "Region", value: `${lease.city}, ${countryName(lease.country)}`, hint: lease.siteName },
            { label: "CPU and memory", value: `${lease.cpuMillis / 1000} vCPU, ${gib} GiB` },
            {
              label: "Data at /workspace",
              value: `${lease.diskGib} GiB`,
              hint: (
                <>
                  While stopped: <StoragePrice microsPerHour={lease.storageMicrosPerHour} currency={lease.currency} />
                </>
              ),
            },
            { label: "If its host restarts", value: REBOOT_WORDS[lease.onHostReboot] },
            {
              label: "Price",
              value: (
                <Money micros={lease.retailMicrosPerHour} currency={lease.currency} precision="trimmed" suffix="/h" />
              ),
              hint: "Fixed at launch until it ends or an announced change takes effect",
            },
            { label: "Requested", value: <UtcTime at={lease.requestedAt.toISOString()} precision="second" /> },
            ...(lease.projectName ? [{ label: "Project", value: lease.projectName }] : []),
            { label: "SSH keys", value: lease.sshKeys.map((key) => key.name).join(", ") },
          ]}
        />
      </CardContent>
    </Card>
  );
}
