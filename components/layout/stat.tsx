import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { type Tone, toneText } from "@/components/ui/tone";

/** Figures side by side, parted by hairlines; two abreast on a narrow screen. */
export function StatGrid({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl
      className={cn(
        "grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border sm:grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] max-sm:[&>*:last-child:nth-child(odd)]:col-span-2",
        className,
      )}
    >
      {children}
    </dl>
  );
}

type StatProps = {
  label: ReactNode;
  value: ReactNode;
  unit?: ReactNode;
  hint?: ReactNode;
  tone?: Tone;
  href?: string;
};

export function Stat({ label, value, unit, hint, tone, href }: StatProps) {
  return (
    <div className={cn("relative min-w-0 bg-card px-4 py-3", href && "hover:bg-muted/60")}>
      <dt className="truncate text-muted-foreground text-xs">
        {href ? (
          <Link href={href} className="after:absolute after:inset-0">
            {label}
          </Link>
        ) : (
          label
        )}
      </dt>
      <dd className="mt-1 flex min-w-0 flex-wrap items-baseline gap-x-1.5">
        <span className={cn("tabular font-semibold text-xl", tone && toneText[tone])}>{value}</span>
        {unit ? <span className="text-muted-foreground text-xs">{unit}</span> : null}
      </dd>
      {hint ? <dd className="mt-0.5 text-muted-foreground text-xs">{hint}</dd> : null}
    </div>
  );
}
