"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

const icons = {
  success: <CircleCheck aria-hidden className="size-4 text-success" />,
  error: <CircleAlert aria-hidden className="size-4 text-danger" />,
  warning: <TriangleAlert aria-hidden className="size-4 text-warning" />,
  info: <Info aria-hidden className="size-4 text-info" />,
};

export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      gap={8}
      icons={icons}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-start gap-2.5 rounded-md border bg-popover px-3 py-2.5 text-sm text-foreground shadow-overlay",
          icon: "mt-0.5",
          content: "min-w-0 flex-1",
          title: "font-medium",
          description: "text-muted-foreground",
          actionButton: "shrink-0 rounded-sm px-1.5 font-medium text-primary hover:underline",
          cancelButton: "shrink-0 rounded-sm px-1.5 text-muted-foreground hover:underline",
        },
      }}
    />
  );
}
