"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { CheckboxField } from "@/components/ui/checkbox";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect, type SelectOption } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import { RESTRICTABLE_ROLES, type Role } from "@/lib/core/permissions";
import type { ActionResult } from "@/lib/web/action-result";

interface InviteInput {
  email: string;
  role: Role;
  restricted: boolean;
}

interface InviteDialogProps {
  roles: SelectOption[];
  hasProjects: boolean;
  onInvite: (input: InviteInput) => Promise<ActionResult<{ invitationId: string }>>;
}

export function InviteDialog({ roles, hasProjects, onInvite }: InviteDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const blank: InviteInput = { email: "", role: roles.at(-1)!.value as Role, restricted: false };
  const [draft, setDraft] = useState(blank);
  const edit = (change: Partial<InviteInput>) => setDraft((now) => ({ ...now, ...change }));

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const invited = await form.send(() => onInvite(draft));
    if (!invited) return;
    form.setOpen(false);
    setDraft(blank);
    toast.success(`Invited ${draft.email}`);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">Invite</Button>
      </DialogTrigger>
      <DialogContent title="Invite somebody" description="They get a link by mail, good once and for seven days.">
        <form onSubmit={submit} noValidate>
          <FieldGroup>
            <Field label="E-mail address" error={form.fields.email} required>
              <Input
                type="email"
                inputMode="email"
                autoComplete="off"
                value={draft.email}
                onChange={(event) => edit({ email: event.target.value })}
              />
            </Field>
            <Field label="Role" error={form.fields.role} required>
              <NativeSelect
                value={draft.role}
                onChange={(event) => edit({ role: event.target.value as Role })}
                options={roles}
              />
            </Field>
            {hasProjects && RESTRICTABLE_ROLES.includes(draft.role) ? (
              <CheckboxField
                label="Only chosen projects"
                hint="They see no instance until you choose projects for them."
                checked={draft.restricted}
                onCheckedChange={(on) => edit({ restricted: on === true })}
              />
            ) : null}
            <FormError>{form.message}</FormError>
          </FieldGroup>
          <DialogSubmit pending={form.pending}>Send invitation</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
