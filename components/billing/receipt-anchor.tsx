import { ExternalLink } from "lucide-react";

/** To the receipt that Stripe keeps of a payment. */
export function ReceiptAnchor({ href }: { href: string }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex items-center gap-1 rounded-sm text-primary hover:underline"
    >
      Receipt
      <ExternalLink aria-hidden className="size-3" />
      <span className="sr-only">(opens in a new tab)</span>
    </a>
  );
}
