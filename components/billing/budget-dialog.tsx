"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useState } from "react";
import { toast } from "sonner";
import { CheckboxField } from "@/components/ui/checkbox";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import type { Currency } from "@/lib/core/money";
import type { CreateBudgetInput } from "@/lib/metering/schemas";
import type { ActionResult } from "@/lib/web/action-result";

type BudgetDialogProps = {
  trigger: ReactNode;
  title: string;
  currency: Currency;
  initial: CreateBudgetInput;
  /** That a new one can be of; absent where it is one that is kept. */
  projects?: { id: string; name: string }[];
  onSave: (input: CreateBudgetInput) => Promise<ActionResult<unknown>>;
};

/** Makes a budget, or changes one. */
export function BudgetDialog({ trigger, title, currency, initial, projects, onSave }: BudgetDialogProps) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState(initial);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const saved = await form.send(async () => {
      const result = await onSave(draft);
      return result.ok ? { ok: true as const, data: true } : result;
    });
    if (!saved) return;
    form.setOpen(false);
    toast.success(`Budget "${draft.name}" saved`);
    router.refresh();
  }

  function changeOpen(open: boolean) {
    if (open) setDraft(initial);
    form.changeOpen(open);
  }

  const input = (name: "name" | "monthly" | "alerts") => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => setDraft((now) => ({ ...now, [name]: event.target.value })),
  });
  return (
    <Dialog open={form.open} onOpenChange={changeOpen}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent
        title={title}
        description="It warns and stops nothing that runs. To stop at an amount, set a monthly cap."
      >
        <form onSubmit={submit} noValidate>
          <FieldGroup>
            <Field label="Name" error={form.fields.name} required>
              <Input {...input("name")} maxLength={60} placeholder="Research" autoComplete="off" />
            </Field>
            <Field
              label={`Per UTC month (${currency})`}
              hint="Tax included, before promotional money."
              error={form.fields.monthly}
              required
            >
              <Input {...input("monthly")} inputMode="decimal" placeholder="2,500" autoComplete="off" />
            </Field>
            <Field
              label="Tell us at (% of it)"
              hint="1 to 5 shares; each is told of once a month."
              error={form.fields.alerts}
              required
            >
              <Input {...input("alerts")} placeholder="50, 80, 100" autoComplete="off" />
            </Field>
            <ProjectFields
              draft={draft}
              projects={projects}
              error={form.fields.projectId}
              onChange={(change) => setDraft((now) => ({ ...now, ...change }))}
            />
            <FormError>{form.message}</FormError>
          </FieldGroup>
          <DialogSubmit pending={form.pending}>Save budget</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}

interface ProjectFieldsProps {
  draft: CreateBudgetInput;
  projects: BudgetDialogProps["projects"];
  error: string[] | undefined;
  onChange: (change: Partial<CreateBudgetInput>) => void;
}

function ProjectFields({ draft, projects, error, onChange }: ProjectFieldsProps) {
  return (
    <>
      {projects && projects.length > 0 ? (
        <Field label="Of" error={error}>
          <NativeSelect
            value={draft.projectId ?? ""}
            onChange={(event) => onChange({ projectId: event.target.value || undefined })}
            options={[
              { value: "", label: "all that the organization uses" },
              ...projects.map(({ id, name }) => ({ value: id, label: `the project ${name}` })),
            ]}
          />
        </Field>
      ) : null}
      {draft.projectId ? (
        <CheckboxField
          label="Refuse launches once it is spent"
          hint="In this project, until the month is over. What runs goes on."
          checked={draft.refusesLaunches === true}
          onCheckedChange={(on) => onChange({ refusesLaunches: on === true })}
        />
      ) : null}
    </>
  );
}
