import type { Metadata } from "next";
import { PayoutView } from "@/components/payouts/payout-view";
import { loadPayout } from "./load-payout";

export const metadata: Metadata = { title: "Payout" };

export default async function PayoutPage({ params }: { params: Promise<{ id: string }> }) {
  return <PayoutView {...(await loadPayout((await params).id))} portal="operator" />;
}
