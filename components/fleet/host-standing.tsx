import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import type { HostRow } from "@/lib/fleet/host-queries";

/** What keeps a host from sale by decision, and since when; what its agent reports is `HostProblems`. */
export function HostStanding({ host }: { host: HostRow }) {
  const { state, runningLeases, window } = host;
  const running = runningLeases === 1 ? "1 instance runs" : `${runningLeases} instances run`;
  return (
    <>
      {host.retiredAt ? (
        <Alert title="Retired">
          Since <UtcTime at={host.retiredAt.toISOString()} />. Its agent is refused; its history stays here.
        </Alert>
      ) : null}
      {host.lockedAt && !host.retiredAt ? (
        <Alert tone="danger" title="Locked: two machines use this host's key">
          Since <UtcTime at={host.lockedAt.toISOString()} /> nothing that this key signs is taken and nothing new is
          placed here; what ran here is unreachable, unbilled, and after an hour stopped with its data kept. A disk or a
          backup was copied, or the key was stolen. Find the second machine and take it off; then enrol the right one
          again: it removes what is left of instances that have ended, and the others go on.
        </Alert>
      ) : null}
      {host.cordonedAt && !host.retiredAt ? (
        <Alert tone="warning" title="Cordoned: nothing new is placed here">
          {host.cordonReason?.replace(/\.?$/, ".")} Since <UtcTime at={host.cordonedAt.toISOString()} />.
        </Alert>
      ) : null}
      {host.drainAskedAt && !host.retiredAt ? (
        <Alert tone="info" title={runningLeases > 0 ? "Draining: nothing new is placed here" : "Drained"}>
          Since <UtcTime at={host.drainAskedAt.toISOString()} />.{" "}
          {runningLeases > 0 ? `${running} on until stopped.` : "Nothing runs here."}
        </Alert>
      ) : null}
      {window && !host.retiredAt ? (
        <Alert
          tone={window.state === "active" ? "warning" : "info"}
          title={window.state === "active" ? "Maintenance is under way" : "Maintenance is planned"}
        >
          {window.reason.replace(/\.?$/, ".")} From <UtcTime at={new Date(window.startsAt).toISOString()} /> to{" "}
          <UtcTime at={new Date(window.endsAt).toISOString()} />.
        </Alert>
      ) : null}
      {state === "enrolled" ? (
        <Alert tone="info" title="Waiting for its checks">
          It takes instances with the first report that names an engine, no problem, a right clock and a healthy
          accelerator that the catalogue knows.
        </Alert>
      ) : null}
    </>
  );
}
