"use client";

import { useEffect, useState } from "react";
import { cn } from "@/components/ui/cn";
import { formatRelative, formatUtc } from "./format-time";

/** Once mounted it is a new element, so the browser's clock replaces what the server's clock wrote. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const [nowMs, setNowMs] = useState<number>();

  useEffect(() => {
    setNowMs(Date.now());
    const isRecent = Math.abs(Date.now() - Date.parse(at)) < 120_000;
    const timer = setInterval(() => setNowMs(Date.now()), isRecent ? 1_000 : 20_000);
    return () => clearInterval(timer);
  }, [at]);

  return (
    <time
      key={nowMs === undefined ? "server" : "live"}
      dateTime={at}
      title={formatUtc(at, "second")}
      suppressHydrationWarning
      className={cn("tabular whitespace-nowrap", className)}
    >
      {formatRelative(at, nowMs ?? Date.now())}
    </time>
  );
}
