import Link from "next/link";
import { LocalSpan } from "@/components/layout/local-time";
import { Offered } from "@/components/layout/offered";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { creditWords, effectWords, type Maintenance, type TouchedInstance, windowToShow } from "./maintenance-words";

type MaintenanceNoticeProps = {
  /** Newest first. */
  windows: readonly Maintenance[];
  instance: TouchedInstance & { skuCode: string; siteId: string };
};

/** Work on an instance's host: when, what it does to this instance, and what its customer can do. */
export function MaintenanceNotice({ windows, instance }: MaintenanceNoticeProps) {
  const { state, skuCode, siteId } = instance;
  const window = windowToShow(windows, instance);
  if (!window) return null;
  if (window.state === "over") return <Over window={window} />;
  const isAhead = window.state === "scheduled";
  const isHere = state !== "stopped" && state !== "stopping";
  return (
    <Alert
      tone="warning"
      title={<Title window={window} />}
      action={
        isAhead && isHere ? (
          <Offered to="lease.launch">
            <Button asChild>
              <Link href={`/launch?${new URLSearchParams({ sku: skuCode, away: siteId })}`}>Launch elsewhere</Link>
            </Button>
          </Offered>
        ) : null
      }
    >
      <LocalSpan from={window.startsAt} to={window.endsAt} />
      <p>
        {window.reason.replace(/\.?$/, ".")} {isAhead ? effectWords(state, window) : <Active window={window} />}
      </p>
      {isAhead && isHere ? (
        <p className="text-muted-foreground">
          To go on without a pause, launch the same elsewhere and copy your data before. Or wait, and start it again
          when the window is over.
        </p>
      ) : null}
    </Alert>
  );
}

function Title({ window }: { window: Maintenance }) {
  const what = window.isEmergency ? "Emergency maintenance" : "Maintenance";
  return (
    <>
      {window.state === "active" ? `${what} of its host, now` : `${what} of its host is planned`}:{" "}
      <UtcTime at={window.startsAt} /> to <UtcTime at={window.endsAt} />
    </>
  );
}

function Active({ window }: { window: Maintenance }) {
  if (!window.stoppedAt) return <>It cannot be started until the window is over.</>;
  return (
    <>
      It was stopped for that at <UtcTime at={window.stoppedAt} precision="second" />, and nothing is billed from then
      on. What is in /workspace is kept at no charge until {window.keptDays} days after the window; start it again when
      it is over. {creditWords(window)}
    </>
  );
}

function Over({ window }: { window: Maintenance }) {
  return (
    <Alert title="Maintenance of its host is over">
      <p>
        It stopped this instance at <UtcTime at={window.stoppedAt!} precision="second" />
        {window.endedAt ? (
          <>
            {" "}
            and ended at <UtcTime at={window.endedAt} />
          </>
        ) : null}
        . Start it again to go on where its data is.
      </p>
    </Alert>
  );
}
