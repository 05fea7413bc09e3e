import { DefinitionList } from "@/components/layout/definition-list";
import { UtcTime } from "@/components/layout/utc-time";
import { Card, CardContent } from "@/components/ui/card";
import type { Wire } from "@/components/wire";
import type { ContractRow } from "@/lib/catalog/contract-queries";

export function ContractFacts({ contract }: { contract: Wire<ContractRow> }) {
  const { during, currency, holdBackBps, holdBackMonths, slaChargeBackBps } = contract;
  return (
    <Card>
      <CardContent>
        <DefinitionList
          columns={3}
          items={[
            { label: "Currency", value: currency },
            { label: "From", value: <UtcTime at={during.from} /> },
            { label: "Until", value: during.to ? <UtcTime at={during.to} /> : "no end" },
            {
              label: "Hold-back",
              value: holdBackBps === 0 ? "none" : `${holdBackBps / 100} % of a month's wholesale`,
              hint:
                holdBackBps === 0 ? null : `paid after ${holdBackMonths} ${holdBackMonths === 1 ? "month" : "months"}`,
            },
            { label: "SLA credits borne by the operator", value: `${slaChargeBackBps / 100} %` },
          ]}
        />
      </CardContent>
    </Card>
  );
}
