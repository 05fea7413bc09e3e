"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { CheckboxField } from "@/components/ui/checkbox";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";

interface VisitInput {
  organizationId: string;
  reason: string;
  minutes: number;
  write: boolean;
  legal: boolean;
}

export interface LookInProps {
  organization: { id: string; name: string };
  /** The organization lets support look in. */
  isAllowed: boolean;
  /** May change things there, and look in where it is switched off because the law asks for it. */
  isAdmin: boolean;
  start: (input: VisitInput) => Promise<ActionResult<{ path: string }>>;
}

const MINUTES = [10, 30, 60].map((minutes) => ({ value: String(minutes), label: `${minutes} minutes` }));

/** Begins a visit: as the organization sees itself, for a reason that it reads. */
export function LookInDialog({ organization, isAllowed, isAdmin, start }: LookInProps) {
  const form = useDialogForm();
  const [draft, setDraft] = useState({ reason: "", minutes: "30", write: false, legal: false });
  const edit = (change: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...change }));

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const minutes = Number(draft.minutes);
    const begun = await form.send(() => start({ ...draft, minutes, organizationId: organization.id }));
    // a whole new page: everything shown so far was another's
    if (begun) window.location.assign(begun.path);
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button>Look in</Button>
      </DialogTrigger>
      <DialogContent
        title={`Look in at ${organization.name}`}
        description="You see its pages as its owner does. It reads who, why and everything done, and its owners are mailed now."
      >
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {isAllowed ? null : (
            <FormError>
              {organization.name} has switched off that support looks in.{" "}
              {isAdmin ? "Only what the law asks for is a reason." : "Ask one of its owners to allow it."}
            </FormError>
          )}
          <Field label="Why" error={form.fields.reason} hint="The organization reads it. 10 characters or more.">
            <Input maxLength={300} value={draft.reason} onChange={(event) => edit({ reason: event.target.value })} />
          </Field>
          <Field label="For" error={form.fields.minutes}>
            <NativeSelect
              value={draft.minutes}
              onChange={(event) => edit({ minutes: event.target.value })}
              options={MINUTES}
            />
          </Field>
          {isAdmin && isAllowed ? (
            <CheckboxField
              label="Change things for them"
              hint="Else you only look. What asks for a second factor stays closed either way."
              checked={draft.write}
              onCheckedChange={(checked) => edit({ write: checked === true })}
            />
          ) : null}
          {isAdmin && !isAllowed ? (
            <CheckboxField
              label="The law asks for it"
              hint="To look alone. The organization is told all the same."
              checked={draft.legal}
              onCheckedChange={(checked) => edit({ legal: checked === true })}
            />
          ) : null}
          <FormError>{form.message ?? form.fields.write}</FormError>
          <DialogSubmit pending={form.pending}>Look in</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
