"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { CheckboxField } from "@/components/ui/checkbox";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ProjectRole } from "@/lib/core/permissions";
import type { ActionResult } from "@/lib/web/action-result";

type Chosen = { projectId: string; role: ProjectRole }[];

interface ProjectAccessDialogProps {
  member: { userId: string; email: string; restricted: boolean; projects: Chosen };
  projects: { id: string; name: string }[];
  onSave: (input: { userId: string; restricted: boolean; projects: Chosen }) => Promise<ActionResult<void>>;
}

const ROLES = [
  { value: "", label: "does not see it" },
  { value: "viewer", label: "viewer: looks" },
  { value: "member", label: "member: launches and looks" },
];

export function ProjectAccessDialog({ member, projects, onSave }: ProjectAccessDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [restricted, setRestricted] = useState(member.restricted);
  const [roles, setRoles] = useState(() => new Map(member.projects.map(({ projectId, role }) => [projectId, role])));

  function choose(projectId: string, role: string) {
    const next = new Map(roles);
    if (role === "") next.delete(projectId);
    else next.set(projectId, role as ProjectRole);
    setRoles(next);
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const chosen = [...roles].map(([projectId, role]) => ({ projectId, role }));
    const done = await form.send(async () => {
      const result = await onSave({ userId: member.userId, restricted, projects: restricted ? chosen : [] });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!done) return;
    form.setOpen(false);
    toast.success(`Saved what ${member.email} sees`);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost" size="sm" aria-label={`Projects of ${member.email}`}>
          Projects
        </Button>
      </DialogTrigger>
      <DialogContent
        title={`What ${member.email} sees`}
        description="Instances, their cost and their use; never more than their role in the organization allows."
      >
        <form onSubmit={submit} noValidate>
          <FieldGroup>
            <CheckboxField
              label="Only chosen projects"
              hint="Without it they see all instances, also those of no project."
              checked={restricted}
              onCheckedChange={(on) => setRestricted(on === true)}
            />
            {restricted
              ? projects.map((project) => (
                  <Field key={project.id} label={project.name}>
                    <NativeSelect
                      value={roles.get(project.id) ?? ""}
                      onChange={(event) => choose(project.id, event.target.value)}
                      options={ROLES}
                    />
                  </Field>
                ))
              : null}
            <FormError>{form.fields.projects?.join(" ") ?? form.message}</FormError>
          </FieldGroup>
          <DialogSubmit pending={form.pending}>Save</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
