import type { ReactNode } from "react";
import { DefinitionList } from "@/components/layout/definition-list";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { KEY_DAYS } from "@/lib/core/contracts/agent-key";
import { describeClock, judgeClock } from "@/lib/core/fleet/host-clock";

type HostIdentityCardProps = {
  keySince: string;
  keyAskedAt: string | null;
  isReplacing: boolean;
  clockOffsetMs: number;
  actions?: ReactNode;
};

/** By which key a host is known, and how far its clock is off. */
export function HostIdentityCard(props: HostIdentityCardProps) {
  const { keySince, clockOffsetMs, actions } = props;
  const clock = judgeClock(clockOffsetMs);
  return (
    <>
      {clock === "wrong" ? (
        <Alert tone="warning" title={`This host's clock is ${describeClock(clockOffsetMs)}`}>
          <p>
            Nothing new is placed here until it is right: certificates and one-time codes fail inside instances. Bills
            do not depend on it. Start a time service on the host (chrony, systemd-timesyncd).
          </p>
        </Alert>
      ) : null}
      <Card>
        <CardHeader title="Key and clock" description="How the platform knows this host." />
        <CardContent>
          <DefinitionList
            columns={3}
            items={[
              {
                label: "Key in use since",
                value: <UtcTime at={keySince} />,
                hint: `replaced by its agent every ${KEY_DAYS} days`,
              },
              { label: "Replacement", value: describeReplacement(props) },
              {
                label: "Clock against ours",
                value: (
                  <span className={clock === "right" ? "tabular" : "tabular text-warning"}>
                    {describeClock(clockOffsetMs)}
                  </span>
                ),
                hint: clock === "noticeable" ? "more than two seconds" : undefined,
              },
            ]}
          />
          {actions ? <div className="mt-4 flex flex-wrap gap-2">{actions}</div> : null}
        </CardContent>
      </Card>
    </>
  );
}

function describeReplacement({ isReplacing, keyAskedAt }: HostIdentityCardProps): ReactNode {
  if (isReplacing) return "under way";
  if (keyAskedAt === null) return "none";
  return (
    <>
      asked for <UtcTime at={keyAskedAt} />
    </>
  );
}
