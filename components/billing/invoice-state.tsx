import { StatusBadge } from "@/components/layout/status-badge";
import type { Tone } from "@/components/ui/tone";
import type { ShownInvoiceState } from "@/lib/payments/invoices/queries";

const TONES: Record<ShownInvoiceState, Tone> = {
  planned: "info",
  draft: "info",
  open: "warning",
  overdue: "danger",
  paid: "success",
  void: "neutral",
  uncollectible: "danger",
  refused: "danger",
};

const WORDS: Partial<Record<ShownInvoiceState, string>> = { planned: "being sent", draft: "being sent" };

export function InvoiceState({ state }: { state: ShownInvoiceState }) {
  return (
    <StatusBadge label={WORDS[state] ?? state} tone={TONES[state]} pulse={state === "planned" || state === "draft"} />
  );
}
