import type { Metadata } from "next";
import { StatementView } from "@/components/billing/statement-view";
import { loadStatement } from "./load-statement";

export const metadata: Metadata = { title: "Statement" };

export default async function StatementPage({ params }: { params: Promise<{ id: string }> }) {
  const statement = await loadStatement((await params).id);
  return <StatementView statement={statement} base="/billing/statements" />;
}
