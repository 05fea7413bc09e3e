import type { Metadata } from "next";
import { LineView } from "@/components/billing/line-view";
import { readTableState } from "@/components/data-table/table-state";
import { listLineSegments } from "@/lib/billing/line-segments";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Statement line" };

const PAGE_SIZE = 50;

interface LinePageProps {
  params: Promise<{ id: string; line: string }>;
  searchParams: Promise<Record<string, string | string[]>>;
}

export default async function LinePage({ params, searchParams }: LinePageProps) {
  const ctx = await requireContext("operator");
  const { id, line: number } = await params;
  const table = readTableState(await searchParams, { pageSize: PAGE_SIZE });
  const page = { limit: PAGE_SIZE, offset: table.offset };
  const { statement, line, segments, total } = await listLineSegments(ctx, {
    statementId: id,
    line: Number(number),
    ...page,
  });
  return (
    <LineView
      statement={statement}
      line={line}
      segments={segments}
      total={total}
      pageSize={PAGE_SIZE}
      statementHref={`/operator/statements/${id}`}
    />
  );
}
