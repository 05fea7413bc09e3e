"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { useDialogForm } from "@/components/use-dialog-form";
import { CURRENCIES, type Currency } from "@/lib/core/money";
import type { ActionResult } from "@/lib/web/action-result";
import type { BookOption } from "./price-book-picker";

type Saved = Promise<ActionResult<{ bookId: string }>>;

interface Draft {
  name: string;
  currency: Currency;
  segment: string;
  noticeDays: string;
}

const BLANK: Draft = { name: "", currency: "USD", segment: "", noticeDays: "14" };

interface NewPriceBookDialogProps {
  create: (input: { name: string; currency: Currency; segment: string; noticeDays: number }) => Saved;
}

export function NewPriceBookDialog({ create }: NewPriceBookDialogProps) {
  const router = useRouter();
  return (
    <BookDialog
      trigger="New book"
      title="New price book"
      description="It begins empty. Customers of its segment buy from it, and from the default book what it has no price for."
      confirmLabel="Create book"
      initial={BLANK}
      isNew
      save={(draft) => create({ ...draft, noticeDays: days(draft) })}
      saved={(bookId) => router.push(`/desk/price-book?${new URLSearchParams({ book: bookId })}`)}
    />
  );
}

interface EditPriceBookDialogProps {
  book: BookOption;
  update: (input: { bookId: string; name: string; noticeDays: number }) => Saved;
}

export function EditPriceBookDialog({ book, update }: EditPriceBookDialogProps) {
  const router = useRouter();
  return (
    <BookDialog
      trigger="Edit book"
      title={`Edit ${book.name}`}
      description="The notice holds for changes that are announced from now on."
      confirmLabel="Save book"
      initial={{ ...BLANK, name: book.name, noticeDays: String(book.noticeDays) }}
      isNew={false}
      save={(draft) => update({ bookId: book.id, name: draft.name, noticeDays: days(draft) })}
      saved={() => router.refresh()}
    />
  );
}

interface BookDialogProps {
  trigger: string;
  title: string;
  description: string;
  confirmLabel: string;
  initial: Draft;
  /** Currency and segment are for life. */
  isNew: boolean;
  save: (draft: Draft) => Saved;
  saved: (bookId: string) => void;
}

function BookDialog(props: BookDialogProps) {
  const form = useDialogForm();
  const [draft, setDraft] = useState(props.initial);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const done = await form.send(() => props.save(draft));
    if (!done) return;
    form.setOpen(false);
    toast.success(`${draft.name} saved`);
    if (props.isNew) setDraft(BLANK);
    props.saved(done.bookId);
  }

  const bind = (field: keyof Draft) => ({
    value: draft[field],
    autoComplete: "off",
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [field]: event.target.value }),
  });
  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button>{props.trigger}</Button>
      </DialogTrigger>
      <DialogContent title={props.title} description={props.description}>
        <form onSubmit={submit} noValidate>
          <FieldGroup columns={2}>
            <Field label="Name" error={form.fields.name} required className="sm:col-span-2">
              <Input maxLength={60} placeholder="Research" {...bind("name")} />
            </Field>
            {props.isNew ? (
              <>
                <Field label="Currency" hint="Of the offers it prices." error={form.fields.currency}>
                  <NativeSelect
                    options={CURRENCIES.map((code) => ({ value: code, label: code }))}
                    {...bind("currency")}
                  />
                </Field>
                <Field
                  label="Customer segment"
                  optional
                  hint="Empty: the default book of its currency."
                  error={form.fields.segment}
                >
                  <Input maxLength={40} placeholder="research" spellCheck={false} {...bind("segment")} />
                </Field>
              </>
            ) : null}
            <Field
              label="Notice (days)"
              hint="Before a price may reach running instances; an hour at least."
              error={form.fields.noticeDays}
            >
              <Input inputMode="numeric" {...bind("noticeDays")} />
            </Field>
          </FieldGroup>
          <div className="mt-4 empty:hidden">
            <FormError>{form.message}</FormError>
          </div>
          <DialogSubmit pending={form.pending}>{props.confirmLabel}</DialogSubmit>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** An empty field is no zero; the verb refuses what is no number. */
function days({ noticeDays }: Draft): number {
  return noticeDays.trim() === "" ? Number.NaN : Number(noticeDays);
}
