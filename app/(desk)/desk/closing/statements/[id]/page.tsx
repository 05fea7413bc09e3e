import type { Metadata } from "next";
import { InvoiceCard } from "@/components/billing/invoice-card";
import { StatementView } from "@/components/billing/statement-view";
import { paymentsMode } from "@/lib/payments/queries";
import { loadStatement } from "./load-statement";

export const metadata: Metadata = { title: "Statement" };

export default async function StatementPage({ params }: { params: Promise<{ id: string }> }) {
  const { statement, invoice } = await loadStatement((await params).id);
  const isSimulated = paymentsMode() === "stand-in";
  const payment = invoice ? { payment: <InvoiceCard invoice={invoice} isSimulated={isSimulated} /> } : {};
  return <StatementView statement={statement} base="/desk/closing/statements" {...payment} />;
}
