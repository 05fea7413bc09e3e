"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";
import { ShownKey } from "./shown-key";

type Rotate = (input: { apiKeyId: string; overlapHours: number }) => Promise<ActionResult<{ key: string }>>;

const OVERLAPS = [
  { value: "0", label: "not at all" },
  { value: "1", label: "1 hour" },
  { value: "24", label: "24 hours" },
  { value: "72", label: "72 hours" },
];

export function RotateKeyDialog({ id, name, onRotate }: { id: string; name: string; onRotate: Rotate }) {
  const router = useRouter();
  const form = useDialogForm();
  const [overlapHours, setOverlapHours] = useState("24");
  const [key, setKey] = useState<string | null>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const rotated = await form.send(() => onRotate({ apiKeyId: id, overlapHours: Number(overlapHours) }));
    if (rotated) setKey(rotated.key);
  }

  function changeOpen(open: boolean) {
    form.changeOpen(open);
    if (open) return;
    if (key) router.refresh();
    setKey(null);
  }

  return (
    <Dialog open={form.open} onOpenChange={changeOpen}>
      <DialogTrigger asChild>
        <Button variant="ghost" size="sm" aria-label={`Rotate ${name}`}>
          Rotate
        </Button>
      </DialogTrigger>
      <DialogContent
        title={`Rotate ${name}`}
        description={key ? undefined : "Another secret with the same scopes and the same end."}
      >
        {key ? (
          <>
            <ShownKey value={key} />
            <DialogFooter>
              <DialogClose asChild>
                <Button variant="primary">I have copied it</Button>
              </DialogClose>
            </DialogFooter>
          </>
        ) : (
          <form onSubmit={submit} noValidate>
            <FieldGroup>
              <Field label="The old secret stays good" error={form.fields.overlapHours}>
                <NativeSelect
                  value={overlapHours}
                  onChange={(event) => setOverlapHours(event.target.value)}
                  options={OVERLAPS}
                />
              </Field>
              <FormError>{form.message}</FormError>
            </FieldGroup>
            <DialogSubmit pending={form.pending}>Rotate key</DialogSubmit>
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}
