"use client";

import { useEffect, useState } from "react";
import type { EnrolmentProgress } from "@/lib/fleet/site-queries";

const POLL_MS = 2_000;

type Progress = EnrolmentProgress | { state: "unknown" };

/** Asks until the host is there or the token is past use. */
export function useEnrolmentProgress(tokenId: string): Progress {
  const [progress, setProgress] = useState<Progress>({ state: "waiting" });
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    async function look() {
      const found = await readProgress(tokenId, stop.signal);
      if (stop.signal.aborted) return;
      setProgress(found);
      if (found.state === "waiting" || found.state === "unknown") timer = setTimeout(look, POLL_MS);
    }
    void look();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [tokenId]);
  return progress;
}

async function readProgress(tokenId: string, signal: AbortSignal): Promise<Progress> {
  try {
    const response = await fetch(`/operator/enrolments/${tokenId}`, { signal });
    return response.ok ? ((await response.json()) as EnrolmentProgress) : { state: "unknown" };
  } catch {
    return { state: "unknown" };
  }
}
