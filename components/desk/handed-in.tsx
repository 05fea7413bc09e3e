import { EVIDENCE_FIELDS, EVIDENCE_LABELS } from "@/lib/core/payments/evidence";

/** What the bank was given, word for word. */
export function HandedIn({ fields }: { fields: Record<string, string> }) {
  return (
    <dl className="flex flex-col gap-4">
      {EVIDENCE_FIELDS.filter((name) => fields[name]).map((name) => (
        <div key={name}>
          <dt className="text-muted-foreground text-xs">{EVIDENCE_LABELS[name]}</dt>
          <dd className="whitespace-pre-wrap break-words">{fields[name]}</dd>
        </div>
      ))}
    </dl>
  );
}
