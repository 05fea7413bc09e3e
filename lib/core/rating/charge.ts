const BPS = 10_000n;
/** Conversion rates are integers: micros of the paying currency for 10⁹ micros of the priced one. */
export const FX_SCALE = 1_000_000_000n;

interface Dated {
  id: string;
  /** Both on whole UTC hours, so that no rate changes within a closed hour. */
  from: Date;
  to: Date | null;
}

export interface TaxTerm extends Dated {
  /** Whose account it goes to. */
  jurisdiction: string;
  rateBps: number;
}

export interface FxTerm extends Dated {
  rateE9: bigint;
}

/** What is put on a retail price for one customer: dated tax rates, and conversions where they pay in another currency. */
export interface ChargeTerms {
  taxes: readonly TaxTerm[];
  /** Null where customer and offer share the currency. */
  conversions: readonly FxTerm[] | null;
}

export const NO_TERMS: ChargeTerms = { taxes: [], conversions: null };

export function termAt<T extends Dated>(terms: readonly T[], at: Date): T | null {
  const ms = at.getTime();
  return terms.find((term) => term.from.getTime() <= ms && (!term.to || ms < term.to.getTime())) ?? null;
}

export function termEdges({ taxes, conversions }: ChargeTerms): (Date | null)[] {
  return [...taxes, ...(conversions ?? [])].flatMap((term) => [term.from, term.to]);
}

export function taxMicros(retailMicros: bigint, tax: Pick<TaxTerm, "rateBps"> | null): bigint {
  return tax ? (retailMicros * BigInt(tax.rateBps)) / BPS : 0n;
}

export function convertMicros(micros: bigint, fx: Pick<FxTerm, "rateE9"> | null): bigint {
  return fx ? (micros * fx.rateE9) / FX_SCALE : micros;
}

/**
 * Tax and charge of the stretch between two amounts of one price, both counted from its anchor. As differences of floors they telescope
 * like the price itself: however the stretch is cut, the parts add up to the whole, as long as tax and conversion stay the same.
 */
export function chargeBetween(before: bigint, through: bigint, tax: TaxTerm | null, fx: FxTerm | null) {
  const gross = (amount: bigint) => amount + taxMicros(amount, tax);
  return {
    taxMicros: taxMicros(through, tax) - taxMicros(before, tax),
    chargeMicros: convertMicros(gross(through), fx) - convertMicros(gross(before), fx),
  };
}

/** The tax that is in a charge, in the charge's currency, for people to read: the books keep tax in the lease's currency. */
export function taxPartMicros(segment: { chargeMicros: bigint; retailMicros: bigint; taxMicros: bigint }): bigint {
  const gross = segment.retailMicros + segment.taxMicros;
  return gross === 0n ? 0n : (segment.chargeMicros * segment.taxMicros) / gross;
}
