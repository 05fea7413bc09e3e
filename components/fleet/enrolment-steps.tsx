"use client";

import { LoaderCircle } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { CopyText } from "@/components/layout/copy-text";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogFooter } from "@/components/ui/dialog";
import type { MintedToken } from "@/lib/fleet/insert-enrolment-token";
import { useEnrolmentProgress } from "./use-enrolment-progress";

type EnrolmentStepsProps = {
  minted: MintedToken;
  origin: string;
  /** Of a host that is enrolled, which gets another key. */
  isAgain?: boolean;
};

/** The token is on screen this once. */
export function EnrolmentSteps({ minted, origin, isAgain = false }: EnrolmentStepsProps) {
  const { hostName, token, tokenId } = minted;
  const progress = useEnrolmentProgress(tokenId);
  const enroll = `npm run agent -- enroll --url ${origin} --token ${token}${isAgain ? " --replace" : ""}`;
  return (
    <div className="flex flex-col gap-4">
      <Alert tone="warning" title="Copy the command now: the token is not shown again.">
        <p className="text-muted-foreground text-xs">
          It enrols one host and is good until <UtcTime at={new Date(minted.expiresAt).toISOString()} />.
        </p>
      </Alert>
      <Step title={`1. On ${hostName}, in a clone of this repository, make its key and enrol it`}>
        <CopyText value={enroll} prompt="$" label="Copy the enrol command" />
        <p className="text-muted-foreground text-xs">
          {isAgain ? (
            <>
              A new disk, without the agent's state? Leave <code className="font-mono">--replace</code> out.
            </>
          ) : (
            <>
              No accelerator in the machine? Add <code className="font-mono">--simulate h100-sxm-8</code>: it reports
              simulated ones and is labelled so everywhere.
            </>
          )}
        </p>
      </Step>
      <Step title="2. Start the agent">
        <CopyText value="npm run agent -- run" prompt="$" label="Copy the run command" />
      </Step>
      <Progress progress={progress} hostName={hostName} />
      <DialogFooter>
        <DialogClose asChild>
          <Button>Close</Button>
        </DialogClose>
        {progress.state === "enrolled" ? (
          <Button asChild variant="primary">
            <Link href={`/operator/hosts/${progress.hostId}`}>Open {hostName}</Link>
          </Button>
        ) : null}
      </DialogFooter>
    </div>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-1.5">
      <h3 className="font-medium">{title}</h3>
      {children}
    </section>
  );
}

type ProgressProps = { progress: ReturnType<typeof useEnrolmentProgress>; hostName: string };

function Progress({ progress, hostName }: ProgressProps) {
  if (progress.state === "enrolled") return <Alert tone="success" title={`${hostName} is enrolled.`} />;
  if (progress.state === "expired")
    return <Alert tone="danger" title="The token has expired unused. Close this and make a new one." />;
  return (
    <Alert title={<Waiting hostName={hostName} />}>
      {progress.state === "unknown" ? (
        <p className="text-muted-foreground text-xs">The last look did not get through; trying again.</p>
      ) : null}
    </Alert>
  );
}

function Waiting({ hostName }: { hostName: string }) {
  return (
    <span className="flex items-center gap-2">
      Waiting for {hostName}
      <LoaderCircle aria-hidden className="size-3.5 animate-spin text-muted-foreground" />
    </span>
  );
}
