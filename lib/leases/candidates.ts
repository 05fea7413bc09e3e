import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { comparable, loadRetailTerms, quoteRetail, type RetailTerms } from "@/lib/catalog/retail-terms";
import { offerContractRate } from "@/lib/catalog/wholesale-rates";
import type { Currency } from "@/lib/core/money";
import { type Candidate, rankCandidates } from "@/lib/core/placement";
import { resolveRetail } from "@/lib/core/rating/resolve-retail";
import { AppError } from "@/lib/errors";
import { freeAccelerators } from "./free-accelerators";

export interface PricedCandidate extends Candidate {
  operatorId: string;
  region: string;
  currency: Currency;
  /** In the offer's currency. */
  wholesaleMicrosPerHour: bigint;
  retailMicrosPerHour: bigint;
  priceBookEntryId: string;
  /** The contract's rate that the wholesale price is; null where it is the offer's own. */
  wholesaleRateId: string | null;
  discountId: string | null;
}

export interface CandidateRequest {
  /** The customer, whose terms price it. */
  organizationId: string;
  skuId: string;
  modelId: string;
  count: number;
  region?: string;
  siteId?: string;
  /** When it ends by itself. */
  endsAt?: Date | null;
  at: Date;
}

interface Row extends Record<string, unknown> {
  offer_id: string;
  operator_id: string;
  host_id: string;
  site_id: string;
  region: string;
  currency: Currency;
  free: number;
  wholesale: bigint;
  wholesale_rate_id: string | null;
}

/**
 * Hosts with enough free accelerators under an offer of today, at the contract's wholesale price or the offer's, priced for the customer and
 * ranked by what they would pay; an offer without a price for them is not for sale, one without a conversion into their currency is refused.
 */
export async function findCandidates(db: DbOrTx, request: CandidateRequest): Promise<PricedCandidate[]> {
  const at = request.at.toISOString();
  const { rows } = await db.execute<Row>(sql`
    WITH free AS (${freeAccelerators(request.at, request.endsAt)})
    SELECT o.id AS offer_id, o.organization_id AS operator_id, free.host_id, o.site_id, s.country AS region, o.currency,
      free.free, coalesce(w.micros, o.wholesale_micros_per_hour) AS wholesale, w.id AS wholesale_rate_id
    FROM offers o
    JOIN sites s ON s.id = o.site_id
    JOIN free ON free.site_id = o.site_id AND free.model_id = ${request.modelId} AND free.free >= ${request.count}
    LEFT JOIN LATERAL (${offerContractRate(sql`${at}::timestamptz`)}) w ON true
    WHERE o.sku_id = ${request.skuId} AND o.withdrawn_at IS NULL AND o.during @> ${at}::timestamptz
      ${request.region ? sql`AND s.country = ${request.region}` : sql``}
      ${request.siteId ? sql`AND s.id = ${request.siteId}` : sql``}
    ORDER BY wholesale, free.free, free.host_id
    LIMIT 1000`);
  if (rows.length === 0) return [];
  const terms = await loadRetailTerms(db, {
    organizationId: request.organizationId,
    skuIds: [request.skuId],
    at: request.at,
  });
  const priced = rows.flatMap((row): PricedCandidate[] => {
    const { region, currency, wholesale } = row;
    const quote = quoteRetail(terms, { skuId: request.skuId, region, currency, wholesaleMicrosPerHour: wholesale });
    const wholesaleComparable = comparable(terms, currency, wholesale);
    if (!quote || quote.comparableMicrosPerHour === null || wholesaleComparable === null) return [];
    return [
      {
        offerId: row.offer_id,
        operatorId: row.operator_id,
        hostId: row.host_id,
        siteId: row.site_id,
        region,
        currency,
        freeAccelerators: row.free,
        wholesaleMicrosPerHour: wholesale,
        retailMicrosPerHour: quote.retailMicrosPerHour,
        comparable: {
          retailMicrosPerHour: quote.comparableMicrosPerHour,
          wholesaleMicrosPerHour: wholesaleComparable,
        },
        priceBookEntryId: quote.entry.id,
        discountId: quote.discount?.id ?? null,
        wholesaleRateId: row.wholesale_rate_id,
      },
    ];
  });
  if (priced.length === 0) refuseUnpayable(rows, terms, request.skuId);
  return rankCandidates(priced, request.count);
}

/** What is for sale, and has no conversion into the customer's currency: refused where there is nothing else. */
function refuseUnpayable(rows: readonly Row[], terms: RetailTerms, skuId: string): void {
  const unpayable = rows.find(({ region, currency, wholesale }) =>
    resolveRetail(terms.entries, terms.discounts, { skuId, region, currency, wholesaleMicrosPerHour: wholesale }),
  );
  if (unpayable)
    throw new AppError(
      "unavailable",
      `This is offered in ${unpayable.currency}, and the platform has no conversion to your ${terms.billingCurrency} at present.`,
    );
}
