"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, type SelectOption } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";

interface ServiceAccountDialogProps {
  roles: SelectOption[];
  onCreate: (input: { name: string; role: string }) => Promise<ActionResult<{ userId: string }>>;
}

export function ServiceAccountDialog({ roles, onCreate }: ServiceAccountDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [name, setName] = useState("");
  const [role, setRole] = useState(roles.at(-1)?.value ?? "");

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const created = await form.send(() => onCreate({ name, role }));
    if (!created) return;
    form.setOpen(false);
    setName("");
    toast.success(`Created ${name}`);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button>New service account</Button>
      </DialogTrigger>
      <DialogContent
        title="New service account"
        description="A program's place in the organization: it cannot sign in, acts by keys, and stays when people leave."
      >
        <form onSubmit={submit} noValidate>
          <FieldGroup>
            <Field label="Name" hint="Lower-case letters, digits and hyphens." error={form.fields.name} required>
              <Input
                value={name}
                maxLength={40}
                autoComplete="off"
                spellCheck={false}
                placeholder="deploy"
                onChange={(event) => setName(event.target.value)}
              />
            </Field>
            <Field label="Role" hint="No more than your own." error={form.fields.role} required>
              <NativeSelect value={role} onChange={(event) => setRole(event.target.value)} options={roles} />
            </Field>
            <FormError>{form.message}</FormError>
          </FieldGroup>
          <DialogSubmit pending={form.pending}>Create service account</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
