"use client";

import Link from "next/link";
import { useMemo } from "react";
import { PageCommands } from "@/components/layout/command-context";
import { CopyText } from "@/components/layout/copy-text";
import { Offered } from "@/components/layout/offered";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { formatSeconds } from "@/lib/core/time";
import { currentMicrosPerHour } from "./live-cost";
import { useLive, useServerNow } from "./live-lease";
import { Unreachable } from "./unreachable";
import type { Live } from "./use-live-lease";

export function sshCommand({ sshAddress, sshPort }: Pick<Live, "sshAddress" | "sshPort">): string | null {
  return sshAddress && sshPort ? `ssh -p ${sshPort} root@${sshAddress}` : null;
}

export function ConnectCard({ skuCode }: { skuCode: string }) {
  const live = useLive();
  const command = sshCommand(live);
  const commands = useMemo(
    () =>
      command && live.state === "running" ? [{ id: "copy-ssh", label: "Copy the ssh command", copy: command }] : [],
    [command, live.state],
  );
  return (
    <Card>
      <CardHeader title="Connect" />
      <CardContent className="flex min-h-24 flex-col gap-3">
        <ConnectBody live={live} command={command} skuCode={skuCode} />
      </CardContent>
      <PageCommands commands={commands} />
    </Card>
  );
}

function ConnectBody({ live, command, skuCode }: { live: Live; command: string | null; skuCode: string }) {
  switch (live.state) {
    case "requested":
    case "placing":
    case "provisioning":
      return <Starting live={live} />;
    case "running":
      return command ? (
        <>
          <CopyText value={command} prompt="$" label="Copy the ssh command" />
          <HostKey live={live} />
          <p className="text-muted-foreground text-xs">
            Log in with the private half of a key that was chosen at launch. What is in /workspace outlives a stop; the
            rest of its disk does not.
          </p>
        </>
      ) : null;
    case "unreachable":
      return <Unreachable reach={live.reach} />;
    case "stopping":
      return (
        <p className="text-muted-foreground">
          The container is being stopped{currentMicrosPerHour(live) > 0n ? ", and the meter ends with it" : ""}.
          {live.keepsData ? " What is in /workspace is kept." : " Its data is deleted."}
        </p>
      );
    case "stopped":
      return <Kept live={live} />;
    case "failed":
      return (
        <Alert
          tone="danger"
          title="It did not start, and nothing was charged"
          action={
            <Offered to="lease.launch">
              <Button asChild>
                <Link href={`/launch?${new URLSearchParams({ sku: skuCode })}`}>Launch the same again</Link>
              </Button>
            </Offered>
          }
        >
          {live.endReason} <FailureCode live={live} />
        </Alert>
      );
    case "ended":
      return (
        <p className="text-muted-foreground">{live.endReason ?? "Ended"}. There is nothing to connect to any more.</p>
      );
  }
}

function FailureCode({ live }: { live: Live }) {
  const code = live.failedStart?.code;
  return code ? <code className="text-muted-foreground text-xs">{code}</code> : null;
}

/** What tells the instance from somebody in between, who could answer at its address as well. */
function HostKey({ live }: { live: Live }) {
  if (!live.sshHostKey) return null;
  const { fingerprint, knownHosts } = live.sshHostKey;
  const told = live.events.findLast(({ kind }) => kind.startsWith("instance.host-key"));
  return (
    <>
      {told?.kind === "instance.host-key-changed" ? (
        <Alert tone="warning" title="Its SSH host key changed without a restart">
          If it was not you who changed it, somebody else may be answering: do not log in, and tell us.
        </Alert>
      ) : null}
      <p className="text-muted-foreground text-xs">
        Its host key is <code className="break-all text-foreground">{fingerprint}</code>
        {knownHosts ? ". So that ssh need not ask, in ~/.ssh/known_hosts:" : "."}
      </p>
      {knownHosts ? <CopyText value={knownHosts} label="Copy the known_hosts line" /> : null}
    </>
  );
}

function Kept({ live }: { live: Live }) {
  const { failedStart } = live;
  return (
    <>
      {failedStart ? (
        <Alert tone="danger" title="It could not be started again">
          {failedStart.reason} <FailureCode live={live} />
          <p>
            The attempt is not charged. What is in /workspace is kept on its host: try again, or launch the same
            elsewhere.
          </p>
        </Alert>
      ) : (
        <p className="text-muted-foreground">
          {live.endReason ?? "Stopped"}. What is in /workspace is kept on its host.
        </p>
      )}
      {live.retainUntil ? (
        <Alert
          tone="warning"
          title={
            <>
              Kept at no charge until <UtcTime at={live.retainUntil} />
            </>
          }
        >
          After that its data is deleted. Start it again before then to go on with it.
        </Alert>
      ) : null}
    </>
  );
}

function Starting({ live }: { live: Live }) {
  const now = useServerNow();
  const began = live.events.findLast(({ toState }) => toState === "provisioning")?.at ?? live.serverTime;
  const elapsed = Math.max(0, Math.floor((now.getTime() - Date.parse(began)) / 1_000));
  const limit = Math.round((Date.parse(live.bootDeadlineAt) - Date.parse(began)) / 1_000);
  return (
    <>
      <p>
        Starting for <span className="tabular font-medium">{formatSeconds(elapsed)}</span>.{" "}
        {live.events.at(-1)?.message}.
      </p>
      <progress
        aria-label="Start-up time used, of the limit"
        value={Math.min(elapsed, limit)}
        max={limit}
        className="h-1 w-full overflow-hidden rounded-full [&::-moz-progress-bar]:bg-primary [&::-webkit-progress-bar]:bg-accent [&::-webkit-progress-value]:bg-primary"
      />
      <p className="text-muted-foreground text-xs">
        The ssh command appears here once SSH answers from outside; only then does the meter start. If it takes longer
        than {formatSeconds(limit)}, the start ends at no cost.
      </p>
    </>
  );
}
