import Link from "next/link";
import type { ReactNode } from "react";
import { SimulatedBadge } from "@/components/layout/simulated-badge";

/** Of a table of findings: what kind it is, and the sentence that says it. */
export function FindingCell({ label, summary }: { label: string; summary: string }) {
  return (
    <span className="flex min-w-0 max-w-80 flex-col whitespace-normal sm:min-w-56">
      {label}
      <span className="break-words text-muted-foreground text-xs">{summary}</span>
    </span>
  );
}

/** The host that it is on, and beneath what else is known of that. */
export function FindingHost({ name, simulated, children }: { name: string; simulated: boolean; children: ReactNode }) {
  return (
    <span className="flex flex-col items-start max-sm:items-end">
      <span className="flex flex-wrap items-center gap-1.5">
        {name}
        {simulated ? <SimulatedBadge /> : null}
      </span>
      {children}
    </span>
  );
}

/** To the desk's passport of the accelerator. */
export function FindingAccelerator({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Link href={`/desk/hardware/${id}`} className="break-all rounded-sm font-mono text-primary text-xs hover:underline">
      {children}
    </Link>
  );
}
