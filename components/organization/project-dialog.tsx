"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";

type Create = (input: { name: string; slug: string }) => Promise<ActionResult<{ projectId: string }>>;

export function CreateProjectDialog({ onCreate }: { onCreate: Create }) {
  const router = useRouter();
  const form = useDialogForm();
  const [name, setName] = useState("");
  const [slug, setSlug] = useState("");
  const suggested = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const created = await form.send(() => onCreate({ name, slug: slug || suggested }));
    if (!created) return;
    form.setOpen(false);
    setName("");
    setSlug("");
    toast.success(`Created ${name}`);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">New project</Button>
      </DialogTrigger>
      <DialogContent title="New project" description="A part of your instances, with people and a budget of its own.">
        <form onSubmit={submit} noValidate>
          <FieldGroup>
            <Field label="Name" error={form.fields.name} required>
              <Input value={name} maxLength={60} autoComplete="off" onChange={(event) => setName(event.target.value)} />
            </Field>
            <Field
              label="Short name"
              hint="As programs write it. It stays, and is never used again."
              error={form.fields.slug}
              required
            >
              <Input
                value={slug}
                placeholder={suggested || "research"}
                maxLength={40}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setSlug(event.target.value)}
              />
            </Field>
            <FormError>{form.message}</FormError>
          </FieldGroup>
          <DialogSubmit pending={form.pending}>Create project</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}

type Rename = (input: { projectId: string; name: string }) => Promise<ActionResult<void>>;

export function RenameProjectDialog({ id, name, onRename }: { id: string; name: string; onRename: Rename }) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState(name);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const done = await form.send(async () => {
      const result = await onRename({ projectId: id, name: draft });
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!done) return;
    form.setOpen(false);
    toast.success(`Saved ${draft}`);
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost" size="sm" aria-label={`Rename ${name}`}>
          Rename
        </Button>
      </DialogTrigger>
      <DialogContent title="Rename project">
        <form onSubmit={submit} noValidate>
          <FieldGroup>
            <Field label="Name" error={form.fields.name} required>
              <Input
                value={draft}
                maxLength={60}
                autoComplete="off"
                onChange={(event) => setDraft(event.target.value)}
              />
            </Field>
            <FormError>{form.message}</FormError>
          </FieldGroup>
          <DialogSubmit pending={form.pending}>Save name</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}
