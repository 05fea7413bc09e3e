"use client";

import { ScrollArea as ScrollAreaPrimitive } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

type ScrollAreaProps = { label: string; className?: string; children: ReactNode };

/** Give it a height (`max-h-…` on `className`); its viewport can be scrolled by keyboard. */
export function ScrollArea({ label, className, children }: ScrollAreaProps) {
  return (
    <ScrollAreaPrimitive.Root type="auto" className={cn("relative flex flex-col overflow-hidden", className)}>
      <ScrollAreaPrimitive.Viewport tabIndex={0} role="region" aria-label={label} className="min-h-0 w-full flex-1">
        {children}
      </ScrollAreaPrimitive.Viewport>
      {(["vertical", "horizontal"] as const).map((orientation) => (
        <ScrollAreaPrimitive.Scrollbar
          key={orientation}
          orientation={orientation}
          className="flex touch-none select-none p-px data-[orientation=horizontal]:h-2 data-[orientation=vertical]:w-2 data-[orientation=horizontal]:flex-col"
        >
          <ScrollAreaPrimitive.Thumb className="relative flex-1 rounded-full bg-input" />
        </ScrollAreaPrimitive.Scrollbar>
      ))}
    </ScrollAreaPrimitive.Root>
  );
}
