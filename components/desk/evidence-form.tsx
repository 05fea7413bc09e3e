"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import {
  EVIDENCE_FIELDS,
  EVIDENCE_LABELS,
  type Evidence,
  type EvidenceField,
  MOST_EVIDENCE_CHARACTERS,
} from "@/lib/core/payments/evidence";
import type { SubmitEvidenceInput } from "@/lib/payments/disputes/schemas";
import type { ActionResult } from "@/lib/web/action-result";

interface EvidenceFormProps {
  disputeId: string;
  customerName: string;
  amount: string;
  draft: Evidence;
  submit: (input: SubmitEvidenceInput) => Promise<ActionResult<{ state: string }>>;
}

const ROWS: Partial<Record<EvidenceField, number>> = {
  product_description: 3,
  uncategorized_text: 12,
  access_activity_log: 12,
};

/** The draft from what is on record, to be read and changed; it goes to the bank once. */
export function EvidenceForm({ disputeId, customerName, amount, draft, submit }: EvidenceFormProps) {
  const router = useRouter();
  const [fields, setFields] = useState(draft);
  const [errors, setErrors] = useState<Record<string, string[]>>({});
  const length = EVIDENCE_FIELDS.reduce((sum, name) => sum + fields[name].length, 0);

  function edit(name: EvidenceField, text: string) {
    setErrors({});
    setFields((now) => ({ ...now, [name]: text }));
  }

  async function send(): Promise<string | undefined> {
    const result = await submit({ disputeId, ...fields });
    if (!result.ok) {
      setErrors(result.error.fields ?? {});
      return result.error.message;
    }
    toast.success(
      result.data.state === "submitted" ? "Handed in" : "Stripe has not answered yet; it is sent again by itself",
    );
    router.refresh();
    return undefined;
  }

  return (
    <div className="flex flex-col gap-4">
      {EVIDENCE_FIELDS.map((name) => {
        const control = {
          value: fields[name],
          onChange: (event: { target: { value: string } }) => edit(name, event.target.value),
        };
        return (
          <Field key={name} label={EVIDENCE_LABELS[name]} error={errors[name]}>
            {ROWS[name] ? <Textarea rows={ROWS[name]} {...control} /> : <Input {...control} />}
          </Field>
        );
      })}
      <div className="flex flex-wrap items-center gap-3">
        <ConfirmDialog
          trigger={<Button variant="primary">Hand in evidence</Button>}
          title="Hand this evidence in?"
          description="It goes to the bank once, as it stands, and cannot be changed afterwards."
          object={customerName}
          stakes={[
            { label: "Disputed", value: amount },
            { label: "Characters", value: length.toLocaleString("en") },
          ]}
          confirmLabel="Hand in"
          tone="primary"
          onConfirm={send}
        />
        <Button onClick={() => setFields(draft)}>Back to the draft</Button>
        <span className="tabular text-muted-foreground text-xs">
          {length.toLocaleString("en")} of {MOST_EVIDENCE_CHARACTERS.toLocaleString("en")} characters
        </span>
      </div>
    </div>
  );
}
