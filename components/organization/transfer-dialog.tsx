"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import { LEADING_ROLE, type OrganizationKind, type Role } from "@/lib/core/permissions";
import type { ActionResult } from "@/lib/web/action-result";
import { roleOptions } from "./roles";

interface TransferDialogProps {
  kind: OrganizationKind;
  people: { userId: string; email: string }[];
  onTransfer: (input: { userId: string; ownRole: Role }) => Promise<ActionResult<void>>;
}

export function TransferDialog({ kind, people, onTransfer }: TransferDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const lesser = roleOptions(kind, (role) => role !== LEADING_ROLE[kind]);
  const [userId, setUserId] = useState("");
  const [ownRole, setOwnRole] = useState(lesser[0]!.value as Role);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const done = await form.send(async () => {
      const result = await onTransfer({ userId, ownRole });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!done) return;
    form.setOpen(false);
    toast.success("Ownership handed over");
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button disabled={people.length === 0}>Hand over</Button>
      </DialogTrigger>
      <DialogContent
        title="Hand ownership over"
        description={`They become ${LEADING_ROLE[kind]} and you have a lesser role, both at once. All who lead are told by mail.`}
      >
        <form onSubmit={submit} noValidate>
          <FieldGroup>
            <Field label="To" error={form.fields.userId} required>
              <NativeSelect
                value={userId}
                onChange={(event) => setUserId(event.target.value)}
                options={[
                  { value: "", label: "Choose", disabled: true },
                  ...people.map((person) => ({ value: person.userId, label: person.email })),
                ]}
              />
            </Field>
            <Field label="Your own role afterwards" error={form.fields.ownRole} required>
              <NativeSelect
                value={ownRole}
                onChange={(event) => setOwnRole(event.target.value as Role)}
                options={lesser}
              />
            </Field>
            <FormError>{form.message}</FormError>
          </FieldGroup>
          <DialogSubmit variant="danger" pending={form.pending} disabled={userId === ""}>
            Hand over
          </DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
