import { Button } from "@/components/ui/button";

/** The lease's bill as a signed file that anyone can recompute: `npm run verify -- receipt.json`. */
export function ReceiptLink({ href, label = "Receipt" }: { href: string; label?: string }) {
  return (
    <Button asChild size="sm">
      <a href={href} download title="Signed, and recomputed by anyone with npm run verify">
        {label}
      </a>
    </Button>
  );
}
