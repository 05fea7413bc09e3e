"use client";

import { AlertDialog as AlertDialogPrimitive } from "radix-ui";
import { type MouseEvent, type ReactNode, useState } from "react";
import { Button } from "./button";
import { cn } from "./cn";
import { dialogClasses, overlayClasses } from "./dialog";
import { Field, FormError } from "./field";
import { Input } from "./input";

type Stake = { label: string; value: ReactNode };

type ConfirmDialogProps = {
  trigger: ReactNode;
  title: string;
  description?: ReactNode;
  object?: ReactNode;
  stakes?: readonly Stake[];
  confirmLabel: string;
  cancelLabel?: string;
  tone?: "danger" | "primary";
  typeToConfirm?: string;
  onConfirm: () => Promise<string | undefined>;
};

/** Asks before a mutation, naming its object and the money at stake. `onConfirm` returns the reason when refused. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [open, setOpen] = useState(false);
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [typed, setTyped] = useState("");

  async function confirm(event: MouseEvent) {
    event.preventDefault();
    setPending(true);
    setRefusal(undefined);
    try {
      const reason = await props.onConfirm();
      if (reason) setRefusal(reason);
      else setOpen(false);
    } catch {
      setRefusal("The request did not get through. Nothing was changed that we know of; try again.");
    } finally {
      setPending(false);
    }
  }

  function changeOpen(next: boolean) {
    if (pending) return;
    setRefusal(undefined);
    setTyped("");
    setOpen(next);
  }

  return (
    <AlertDialogPrimitive.Root open={open} onOpenChange={changeOpen}>
      <AlertDialogPrimitive.Trigger asChild>{props.trigger}</AlertDialogPrimitive.Trigger>
      <AlertDialogPrimitive.Portal>
        <AlertDialogPrimitive.Overlay className={overlayClasses} />
        <AlertDialogPrimitive.Content
          className={cn(dialogClasses, "max-w-md")}
          {...(props.description ? {} : { "aria-describedby": undefined })}
        >
          <div className="flex flex-col gap-3 overflow-y-auto p-4">
            <AlertDialogPrimitive.Title className="text-base">{props.title}</AlertDialogPrimitive.Title>
            {props.description ? (
              <AlertDialogPrimitive.Description className="text-muted-foreground">
                {props.description}
              </AlertDialogPrimitive.Description>
            ) : null}
            <Stakes object={props.object} stakes={props.stakes ?? []} />
            {props.typeToConfirm ? (
              <Field label={`Type ${props.typeToConfirm} to confirm`}>
                <Input
                  value={typed}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => setTyped(event.target.value)}
                />
              </Field>
            ) : null}
            <FormError>{refusal}</FormError>
          </div>
          <footer className="flex justify-end gap-2 border-t bg-muted/50 px-4 py-3">
            <AlertDialogPrimitive.Cancel asChild>
              <Button>{props.cancelLabel ?? "Cancel"}</Button>
            </AlertDialogPrimitive.Cancel>
            <Button
              variant={props.tone ?? "danger"}
              pending={pending}
              disabled={Boolean(props.typeToConfirm) && typed !== props.typeToConfirm}
              onClick={confirm}
            >
              {props.confirmLabel}
            </Button>
          </footer>
        </AlertDialogPrimitive.Content>
      </AlertDialogPrimitive.Portal>
    </AlertDialogPrimitive.Root>
  );
}

function Stakes({ object, stakes }: { object: ReactNode; stakes: readonly Stake[] }) {
  if (!object && stakes.length === 0) return null;
  return (
    <div className="divide-y rounded-md border bg-muted/50">
      {object ? <div className="px-3 py-2 font-medium">{object}</div> : null}
      {stakes.length > 0 ? (
        <dl className="divide-y">
          {stakes.map((stake) => (
            <div key={stake.label} className="flex items-baseline justify-between gap-4 px-3 py-2">
              <dt className="text-muted-foreground">{stake.label}</dt>
              <dd className="tabular text-right">{stake.value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  );
}
