"use client";

import { RadioGroup as RadioGroupPrimitive } from "radix-ui";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn";
import { useFieldControl } from "./field-context";

export function RadioGroup({ className, ...props }: ComponentProps<typeof RadioGroupPrimitive.Root>) {
  return <RadioGroupPrimitive.Root className={cn("grid gap-2", className)} {...useFieldControl(props)} />;
}

type RadioCardProps = Omit<ComponentProps<typeof RadioGroupPrimitive.Item>, "children"> & {
  label: ReactNode;
  description?: ReactNode;
  aside?: ReactNode;
};

export function RadioCard({ label, description, aside, className, ...props }: RadioCardProps) {
  const id = useId();
  return (
    <div
      className={cn(
        "relative flex items-start gap-3 rounded-md border bg-card px-3 py-2.5 transition-colors has-data-[state=checked]:border-primary has-data-[state=checked]:bg-primary-soft/50 hover:border-input has-disabled:bg-muted has-disabled:text-muted-foreground",
        className,
      )}
    >
      <RadioGroupPrimitive.Item
        aria-labelledby={`${id}-label`}
        aria-describedby={description ? `${id}-description` : undefined}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-muted-foreground/70 bg-card after:absolute after:inset-0 after:rounded-md disabled:cursor-not-allowed data-[state=checked]:border-primary"
        {...props}
      >
        <RadioGroupPrimitive.Indicator className="size-2 rounded-full bg-primary" />
      </RadioGroupPrimitive.Item>
      <div className="min-w-0 flex-1">
        <div id={`${id}-label`} className="font-medium">
          {label}
        </div>
        {description ? (
          <div id={`${id}-description`} className="text-muted-foreground text-xs">
            {description}
          </div>
        ) : null}
      </div>
      {aside ? <div className="tabular shrink-0 text-right">{aside}</div> : null}
    </div>
  );
}
