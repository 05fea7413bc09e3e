"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { CheckboxField } from "@/components/ui/checkbox";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import { PROVENANCE_KINDS, PROVENANCE_LABELS } from "@/lib/core/compliance/provenance";
import { postForm } from "./post-form";

const kinds = PROVENANCE_KINDS.map((value) => ({ value, label: PROVENANCE_LABELS[value] }));

/** One file for one host, or for a batch that was bought together. */
export function UploadProvenanceForm({ url, hosts }: { url: string; hosts: { id: string; name: string }[] }) {
  const router = useRouter();
  const form = useDialogForm();
  const [kind, setKind] = useState<string>(kinds[0]!.value);
  const [chosen, setChosen] = useState<string[]>([]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const element = event.currentTarget;
    const data = new FormData(element);
    data.set("kind", kind);
    for (const id of chosen) data.append("hostIds", id);
    const sent = await form.send(() => postForm<{ documentId: string }>(url, data));
    if (!sent) return;
    toast.success("Handed in. You are told when it has been looked at.");
    element.reset();
    setChosen([]);
    router.refresh();
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="What it is" error={form.fields.kind}>
          <NativeSelect value={kind} options={kinds} onChange={(event) => setKind(event.target.value)} />
        </Field>
        <Field label="File" hint="PDF, PNG or JPEG, 5 MB at most." error={form.fields.content ?? form.fields.fileName}>
          <Input type="file" name="file" accept=".pdf,.png,.jpg,.jpeg" className="h-auto py-1" />
        </Field>
      </div>
      <fieldset className="flex min-w-0 flex-col gap-2">
        <legend className="mb-1.5 font-medium">Hosts that it speaks of</legend>
        {hosts.map(({ id, name }) => (
          <CheckboxField
            key={id}
            label={name}
            checked={chosen.includes(id)}
            onCheckedChange={(checked) =>
              setChosen((now) => (checked === true ? [...now, id] : now.filter((other) => other !== id)))
            }
          />
        ))}
        <FormError>{form.fields.hostIds?.join(" ")}</FormError>
      </fieldset>
      <FormError>{form.message}</FormError>
      <Button type="submit" variant="primary" className="self-start" pending={form.pending}>
        Hand in
      </Button>
    </form>
  );
}
