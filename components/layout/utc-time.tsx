import { cn } from "@/components/ui/cn";
import { formatUtc } from "./format-time";

type UtcTimeProps = { at: string; precision?: "minute" | "second"; className?: string };

export function UtcTime({ at, precision = "minute", className }: UtcTimeProps) {
  return (
    <time dateTime={at} title={at} className={cn("tabular whitespace-nowrap", className)}>
      {formatUtc(at, precision)}
    </time>
  );
}
