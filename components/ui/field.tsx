"use client";

import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";
import { FieldContext } from "./field-context";
import { Label } from "./label";

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | readonly string[] | null;
  required?: boolean;
  optional?: boolean;
  className?: string;
  children: ReactNode;
};

export function Field({ label, hint, error, required = false, optional = false, className, children }: FieldProps) {
  const id = useId();
  const message = typeof error === "string" ? error : error?.join(" ");
  const describedBy = [hint ? `${id}-hint` : "", message ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;
  return (
    <FieldContext value={{ id, describedBy, invalid: Boolean(message), required }}>
      <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
        <Label htmlFor={id}>
          {label}
          {optional ? <span className="font-normal text-muted-foreground"> (optional)</span> : null}
        </Label>
        {children}
        {message ? (
          <p id={`${id}-error`} role="alert" className="flex items-start gap-1.5 text-danger text-xs">
            <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
            {message}
          </p>
        ) : null}
        {hint ? (
          <p id={`${id}-hint`} className="text-muted-foreground text-xs">
            {hint}
          </p>
        ) : null}
      </div>
    </FieldContext>
  );
}

export function FieldGroup({ columns = 1, children }: { columns?: 1 | 2; children: ReactNode }) {
  return (
    <div className={cn("grid gap-4", columns === 2 && "sm:grid-cols-2 sm:[&>*:only-child]:col-span-2")}>{children}</div>
  );
}

/** The refusal of a whole form, above its buttons; a refusal of one input belongs in that Field's `error`. */
export function FormError({ children }: { children?: ReactNode }) {
  if (!children) return null;
  return (
    <div
      role="alert"
      className="flex items-start gap-2 rounded-md border border-danger/30 bg-danger-soft px-3 py-2 text-danger text-sm"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
