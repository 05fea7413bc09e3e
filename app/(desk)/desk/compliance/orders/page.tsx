import type { Metadata } from "next";
import { OrderReviewsTable } from "@/components/compliance/order-reviews-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listOrderReviews } from "@/lib/compliance/rule-queries";
import { NOT_LEGAL_ADVICE } from "@/lib/core/compliance/end-use";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { decideOrderAction } from "../actions";
import { ComplianceTabs } from "../tabs";

export const metadata: Metadata = { title: "Orders under review" };

const MONTH_MS = 30 * 86_400_000;

export default async function OrdersPage() {
  const ctx = await requireContext("platform");
  const reviews = await listOrderReviews(ctx);
  const mayDecide = isOffered(ctx.actor, "compliance.manage");
  return (
    <PageBody>
      <PageHeader
        title="Orders under review"
        description={`Orders that a rule refused: who wanted what. An approval is for one customer and one class, until a day. ${NOT_LEGAL_ADVICE}`}
      />
      <ComplianceTabs current="Orders" />
      <OrderReviewsTable
        rows={toWire(reviews)}
        inAMonth={new Date(ctx.now.getTime() + MONTH_MS).toISOString().slice(0, 10)}
        {...(mayDecide ? { decide: decideOrderAction } : {})}
      />
    </PageBody>
  );
}
