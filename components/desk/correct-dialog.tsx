"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { UtcTime } from "@/components/layout/utc-time";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "@/components/ui/dialog";
import { Field, FieldGroup, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { Textarea } from "@/components/ui/textarea";
import { useDialogForm } from "@/components/use-dialog-form";
import type { Wire } from "@/components/wire";
import type { CorrectionOutcome, CorrectionPreview as Preview } from "@/lib/metering/correct-lease";
import type { CorrectLeaseInput, PreviewCorrectionInput } from "@/lib/metering/correction-schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { CorrectionPreview } from "./correction-preview";
import { toInstant } from "./to-instant";

interface CorrectDialogProps {
  leaseId: string;
  leaseName: string;
  currency: string;
  billedFrom: string;
  billedThrough: string;
  preview: (input: PreviewCorrectionInput) => Promise<ActionResult<Wire<Preview>>>;
  correct: (input: CorrectLeaseInput) => Promise<ActionResult<Wire<CorrectionOutcome>>>;
}

const KINDS = [
  { value: "state:running", label: "It ran: bill the time" },
  { value: "state:unreachable", label: "It was unreachable: do not bill the time" },
  { value: "retail_rate", label: "Another retail price" },
  { value: "wholesale_rate", label: "Another wholesale price" },
];
const BLANK = { kind: "state:running", from: "", to: "", price: "", reason: "", evidence: "" };
type Draft = typeof BLANK;

function toInput(leaseId: string, draft: Draft): PreviewCorrectionInput {
  const [kind, state] = draft.kind.split(":") as ["state", "running"];
  const window = { leaseId, from: toInstant(draft.from), to: toInstant(draft.to) };
  return state ? { ...window, kind, state } : { ...window, kind, price: draft.price };
}

/** Window, value and reason; then what it would book, by the code that books it; then the booking. */
export function CorrectDialog(props: CorrectDialogProps) {
  const { leaseId, leaseName } = props;
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState(BLANK);
  const [preview, setPreview] = useState<Wire<Preview> | null>(null);
  // One key an intent: a second try after a lost answer books once. Any edit is another intent.
  const key = useRef<string>(undefined);

  function change(part: Partial<Draft>) {
    key.current = undefined;
    const changesMoney = Object.keys(part).some((field) => field !== "reason" && field !== "evidence");
    if (changesMoney) setPreview(null);
    setDraft((now) => ({ ...now, ...part }));
  }

  async function look() {
    setPreview(await form.send(() => props.preview(toInput(leaseId, draft))));
  }

  async function post() {
    key.current ??= crypto.randomUUID();
    const { reason, evidence } = draft;
    const input = { ...toInput(leaseId, draft), reason, evidence, idempotencyKey: key.current };
    const posted = await form.send(() => props.correct(input));
    if (!posted) return;
    change(BLANK);
    form.setOpen(false);
    toast.success(`${leaseName} corrected`, { description: `${posted.hours} hours changed` });
    router.refresh();
  }

  return (
    <Dialog open={form.open} onOpenChange={form.changeOpen}>
      <DialogTrigger asChild>
        <Button>Correct</Button>
      </DialogTrigger>
      <DialogContent
        size="lg"
        title={`Correct ${leaseName}`}
        description="What should have been booked, less what was, is posted now to both parties. Segments stay as they are."
      >
        <CorrectionFields {...props} draft={draft} errors={form.fields} change={change} />
        <div className="mt-4 flex flex-col gap-4 empty:hidden">
          {preview ? <CorrectionPreview preview={preview} /> : null}
          <FormError>{form.message}</FormError>
        </div>
        <DialogFooter>
          <DialogClose asChild>
            <Button>Cancel</Button>
          </DialogClose>
          {preview ? (
            <Button variant="primary" pending={form.pending} onClick={post}>
              Post the correction
            </Button>
          ) : (
            <Button variant="primary" pending={form.pending} onClick={look}>
              Preview
            </Button>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

interface FieldsProps extends CorrectDialogProps {
  draft: Draft;
  errors: Record<string, string[]>;
  change: (part: Partial<Draft>) => void;
}

function CorrectionFields({ draft, errors, change, currency, billedFrom, billedThrough }: FieldsProps) {
  return (
    <div className="flex flex-col gap-4">
      <Field label="What was found out" error={errors.kind ?? errors.state}>
        <NativeSelect value={draft.kind} options={KINDS} onChange={(event) => change({ kind: event.target.value })} />
      </Field>
      <FieldGroup columns={2}>
        <Field label="From (UTC)" error={errors.from}>
          <Input
            type="datetime-local"
            step={1}
            value={draft.from}
            onChange={(event) => change({ from: event.target.value })}
          />
        </Field>
        <Field label="Until (UTC)" error={errors.to}>
          <Input
            type="datetime-local"
            step={1}
            value={draft.to}
            onChange={(event) => change({ to: event.target.value })}
          />
        </Field>
      </FieldGroup>
      <p className="text-muted-foreground text-xs">
        Billed from <UtcTime at={billedFrom} precision="second" /> through{" "}
        <UtcTime at={billedThrough} precision="second" />; within that it can be corrected.
      </p>
      {draft.kind.startsWith("state") ? null : (
        <Field label={`Price per accelerator-hour (${currency})`} error={errors.price}>
          <Input inputMode="decimal" value={draft.price} onChange={(event) => change({ price: event.target.value })} />
        </Field>
      )}
      <Field label="Reason" error={errors.reason} hint="Both parties read it.">
        <Input maxLength={300} value={draft.reason} onChange={(event) => change({ reason: event.target.value })} />
      </Field>
      <Field label="Evidence" optional error={errors.evidence} hint="A log, a ticket, a claim; for the desk alone.">
        <Textarea rows={2} value={draft.evidence} onChange={(event) => change({ evidence: event.target.value })} />
      </Field>
    </div>
  );
}
