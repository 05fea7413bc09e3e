"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { useFieldControl } from "./field-context";
import { controlClasses } from "./input";

export type SelectOption = { value: string; label: string; disabled?: boolean };

type NativeSelectProps = ComponentProps<"select"> & { options?: readonly SelectOption[] };

export function NativeSelect({ className, options, children, ...props }: NativeSelectProps) {
  return (
    <span className={cn("relative inline-flex w-full", className)}>
      <select
        className={cn(controlClasses, "h-8 appearance-none truncate pr-8 max-sm:text-lg")}
        {...useFieldControl(props)}
      >
        {children}
        {options?.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-muted-foreground"
      />
    </span>
  );
}
