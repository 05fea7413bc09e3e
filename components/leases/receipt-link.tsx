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

/** Both sides' receipts, for the desk. */
export function DeskReceipts({ leaseId }: { leaseId: string }) {
  const href = (side: string) => `/desk/leases/${leaseId}/receipt?side=${side}`;
  return (
    <>
      <ReceiptLink href={href("customer")} label="Customer's receipt" />
      <ReceiptLink href={href("operator")} label="Operator's receipt" />
    </>
  );
}
