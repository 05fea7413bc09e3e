import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { findRetailEntries, retailEntryFor } from "@/lib/catalog/retail-entries";
import { offerContractRate } from "@/lib/catalog/wholesale-rates";
import type { Currency } from "@/lib/core/money";
import { type Candidate, rankCandidates } from "@/lib/core/placement";
import { chargedMicros, type PresentCharge } from "@/lib/core/rating/present-charge";
import { retailMicrosPerHour } from "@/lib/core/rating/retail";
import { AppError } from "@/lib/errors";
import { freeAccelerators } from "./free-accelerators";

export interface PricedCandidate extends Candidate {
  operatorId: string;
  region: string;
  currency: Currency;
  priceBookEntryId: string;
  /** The contract's rate that the wholesale price is; null where it is the offer's own. */
  wholesaleRateId: string | null;
}

export interface CandidateRequest {
  skuId: string;
  modelId: string;
  count: number;
  region?: string;
  siteId?: string;
  at: Date;
  charge: PresentCharge;
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
 * Hosts with enough free accelerators under an offer of today, at the contract's wholesale price or the offer's, priced at retail and ranked
 * by what the customer would pay; an offer without a retail price is not for sale.
 */
export async function findCandidates(db: DbOrTx, request: CandidateRequest): Promise<PricedCandidate[]> {
  const at = request.at.toISOString();
  const { rows } = await db.execute<Row>(sql`
    WITH free AS (${freeAccelerators(request.at)})
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
  const entries = await findRetailEntries(db, { skuIds: [request.skuId], at: request.at });
  const priced = rows.flatMap((row): Priced[] => {
    const entry = retailEntryFor(entries, request.skuId, row.region);
    if (!entry || entry.currency !== row.currency) return [];
    return [
      {
        offerId: row.offer_id,
        operatorId: row.operator_id,
        hostId: row.host_id,
        siteId: row.site_id,
        region: row.region,
        currency: row.currency,
        freeAccelerators: row.free,
        wholesaleMicrosPerHour: row.wholesale,
        retailMicrosPerHour: retailMicrosPerHour(entry.basis, row.wholesale),
        priceBookEntryId: entry.id,
        wholesaleRateId: row.wholesale_rate_id,
      },
    ];
  });
  return rankCandidates(payable(priced, request.charge), request.count);
}

type Priced = Omit<PricedCandidate, "comparable">;

/** What the customer's currency can be converted into; refused where nothing that is for sale can be. */
function payable(priced: readonly Priced[], charge: PresentCharge): PricedCandidate[] {
  const found = priced.flatMap((candidate): PricedCandidate[] => {
    const retail = chargedMicros(charge, candidate.retailMicrosPerHour, candidate.currency);
    const wholesale = chargedMicros(charge, candidate.wholesaleMicrosPerHour, candidate.currency);
    return retail === null || wholesale === null ? [] : [{ ...candidate, comparable: { retail, wholesale } }];
  });
  const [unpayable] = priced;
  if (unpayable && found.length === 0)
    throw new AppError(
      "unavailable",
      `This is offered in ${unpayable.currency}, and the platform has no conversion to your ${charge.currency} at present.`,
    );
  return found;
}
