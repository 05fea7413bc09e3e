import { cn } from "@/components/ui/cn";
import { type Tone, toneSoft } from "@/components/ui/tone";

type StatusBadgeProps = { label: string; tone: Tone; pulse?: boolean; className?: string };

/** `pulse` marks a state that will pass by itself. */
export function StatusBadge({ label, tone, pulse = false, className }: StatusBadgeProps) {
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1.5 whitespace-nowrap rounded-full px-2 font-medium text-xs",
        toneSoft[tone],
        className,
      )}
    >
      <span aria-hidden className={cn("size-1.5 rounded-full bg-current", pulse && "animate-pulse")} />
      {label}
    </span>
  );
}
