import type { ComponentProps } from "react";
import { cn } from "./cn";
import { type Tone, toneSoft } from "./tone";

export function Badge({
  tone = "neutral",
  mono,
  className,
  ...props
}: ComponentProps<"span"> & { tone?: Tone; mono?: boolean }) {
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 font-medium text-xs",
        toneSoft[tone],
        mono && "font-mono font-normal",
        className,
      )}
      {...props}
    />
  );
}
