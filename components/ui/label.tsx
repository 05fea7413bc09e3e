import type { ComponentProps } from "react";
import { cn } from "./cn";

export function Label({ className, ...props }: ComponentProps<"label">) {
  // biome-ignore lint/a11y/noLabelWithoutControl: the caller passes htmlFor or a control among the children.
  return <label className={cn("select-none font-medium text-foreground text-sm", className)} {...props} />;
}
