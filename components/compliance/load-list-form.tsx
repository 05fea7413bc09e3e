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
import type { LoadedList } from "@/lib/compliance/load-list";
import { FORMAT_LABELS, LIST_FORMATS } from "@/lib/core/compliance/screening";
import { postForm } from "./post-form";

const formats = LIST_FORMATS.map((value) => ({ value, label: FORMAT_LABELS[value] }));

/** A published file becomes the current version of its list, all or nothing. */
export function LoadListForm({ url }: { url: string }) {
  const router = useRouter();
  const form = useDialogForm();
  const [format, setFormat] = useState<string>(formats[0]!.value);
  const [mayShrink, setMayShrink] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const element = event.currentTarget;
    const data = new FormData(element);
    data.set("format", format);
    data.set("mayShrink", String(mayShrink));
    const loaded = await form.send(() => postForm<LoadedList>(url, data));
    if (!loaded) return;
    toast.success(
      loaded.isNew
        ? `${loaded.parties} parties: ${loaded.added} new, ${loaded.changed} changed, ${loaded.removed} gone`
        : "This very file is current already",
    );
    element.reset();
    router.refresh();
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Format" error={form.fields.format} className="sm:col-span-2">
          <NativeSelect value={format} options={formats} onChange={(event) => setFormat(event.target.value)} />
        </Field>
        <Field label="File" hint="As it is published, 64 MB at most." error={form.fields.file}>
          <Input type="file" name="file" accept=".csv,.xml,text/csv,application/xml" className="h-auto py-1" />
        </Field>
        {format === "ofac-csv" ? (
          <Field label="alt.csv" hint="Other names; of the same day." optional error={form.fields.alt}>
            <Input type="file" name="alt" accept=".csv,text/csv" className="h-auto py-1" />
          </Field>
        ) : null}
      </div>
      <CheckboxField
        label="The list may have lost half of its entries"
        hint="Else such a file is refused: it is cut off more often than news."
        checked={mayShrink}
        onCheckedChange={(checked) => setMayShrink(checked === true)}
      />
      <FormError>{form.message}</FormError>
      <Button type="submit" variant="primary" className="self-start" pending={form.pending}>
        Load list
      </Button>
    </form>
  );
}
