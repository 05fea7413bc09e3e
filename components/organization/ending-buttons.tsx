"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";

interface EndingProps {
  name: string;
  label: string;
  title: string;
  consequence: string;
  /** Typed in, so that nobody ends it by a slip. */
  send: (typed: string) => Promise<ActionResult<void>>;
}

/** Ends one's membership, or the organization; whoever did is signed out. */
function EndingDialog({ name, label, title, consequence, send }: EndingProps) {
  const form = useDialogForm();
  const [typed, setTyped] = useState("");

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const done = await form.send(async () => {
      const result = await send(typed);
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (done) window.location.assign("/sign-in");
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="danger-outline">{label}</Button>
      </DialogTrigger>
      <DialogContent title={title} description={consequence}>
        <form onSubmit={submit} noValidate>
          <FieldGroup>
            <Field label={`Type ${name} to confirm`} error={form.fields.name}>
              <Input
                value={typed}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setTyped(event.target.value)}
              />
            </Field>
            <FormError>{form.message}</FormError>
          </FieldGroup>
          <DialogSubmit variant="danger" pending={form.pending} disabled={typed !== name}>
            {label}
          </DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}

type Leave = (input: Record<string, never>) => Promise<ActionResult<void>>;

export function LeaveButton({ name, onLeave }: { name: string; onLeave: Leave }) {
  return (
    <EndingDialog
      name={name}
      label="Leave"
      title="Leave this organization?"
      consequence="Your sessions here end and your API keys open nothing any more. Whoever manages its members can invite you again."
      send={() => onLeave({})}
    />
  );
}

type Close = (input: { name: string }) => Promise<ActionResult<void>>;

export function CloseButton({ name, onClose }: { name: string; onClose: Close }) {
  return (
    <EndingDialog
      name={name}
      label="Close organization"
      title="Close this organization for good?"
      consequence="Nobody gets in any more, and all keys and invitations end. What was booked and issued stays. Nothing may run, be for sale, or be owed either way."
      send={(typed) => onClose({ name: typed })}
    />
  );
}
