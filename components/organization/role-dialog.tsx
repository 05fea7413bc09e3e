"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { NativeSelect, type SelectOption } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import type { Role } from "@/lib/core/permissions";
import type { ActionResult } from "@/lib/web/action-result";

interface RoleDialogProps {
  userId: string;
  /** Name or address. */
  of: string;
  role: Role;
  roles: SelectOption[];
  onChange: (input: { userId: string; role: Role }) => Promise<ActionResult<void>>;
}

export function RoleDialog({ userId, of, role, roles, onChange }: RoleDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [chosen, setChosen] = useState(role);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const done = await form.send(async () => {
      const result = await onChange({ userId, role: chosen });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!done) return;
    form.setOpen(false);
    toast.success(`${of} is ${chosen}`);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost" size="sm" aria-label={`Change the role of ${of}`}>
          Role
        </Button>
      </DialogTrigger>
      <DialogContent
        title={`Role of ${of}`}
        description="It counts with their next request, and they are told by mail."
      >
        <form onSubmit={submit} noValidate>
          <FieldGroup>
            <Field label="Role" error={form.fields.role} required>
              <NativeSelect
                value={chosen}
                onChange={(event) => setChosen(event.target.value as Role)}
                options={roles}
              />
            </Field>
            <FormError>{form.message}</FormError>
          </FieldGroup>
          <DialogSubmit pending={form.pending}>Save role</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
