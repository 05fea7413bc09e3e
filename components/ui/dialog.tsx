"use client";

import { X } from "lucide-react";
import { Dialog as DialogPrimitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

export const Dialog = DialogPrimitive.Root;
export const DialogTrigger = DialogPrimitive.Trigger;
export const DialogClose = DialogPrimitive.Close;

export const overlayClasses = "fixed inset-0 z-50 animate-fade-in bg-overlay";
export const dialogClasses =
  "fixed top-[12vh] left-1/2 z-50 flex max-h-[80vh] w-[calc(100vw-2rem)] -translate-x-1/2 animate-rise-in flex-col overflow-hidden rounded-lg border bg-popover shadow-overlay focus:outline-none";
const widths = { sm: "max-w-sm", md: "max-w-lg", lg: "max-w-2xl" };

type DialogContentProps = Omit<ComponentProps<typeof DialogPrimitive.Content>, "title"> & {
  title: ReactNode;
  description?: ReactNode;
  size?: keyof typeof widths;
};

export function DialogContent({ title, description, size = "md", className, children, ...props }: DialogContentProps) {
  return (
    <DialogPrimitive.Portal>
      <DialogPrimitive.Overlay className={overlayClasses} />
      <DialogPrimitive.Content
        className={cn(dialogClasses, widths[size], className)}
        {...(description ? {} : { "aria-describedby": undefined })}
        {...props}
      >
        <header className="border-b px-4 py-3 pr-12">
          <DialogPrimitive.Title className="text-base">{title}</DialogPrimitive.Title>
          {description ? (
            <DialogPrimitive.Description className="text-muted-foreground text-sm">
              {description}
            </DialogPrimitive.Description>
          ) : null}
        </header>
        <div className="overflow-y-auto p-4">{children}</div>
        <DialogPrimitive.Close
          aria-label="Close"
          className="absolute top-2.5 right-2.5 rounded-md p-1.5 text-muted-foreground hover:bg-accent hover:text-foreground"
        >
          <X aria-hidden className="size-4" />
        </DialogPrimitive.Close>
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}

export function DialogFooter({ className, ...props }: ComponentProps<"footer">) {
  return (
    <footer
      className={cn("-mx-4 mt-4 -mb-4 flex flex-wrap justify-end gap-2 border-t bg-muted/50 px-4 py-3", className)}
      {...props}
    />
  );
}
