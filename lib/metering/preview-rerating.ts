import { eq, inArray } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { organizations, priceBooks } from "@/db/schema";
import type { Context } from "@/lib/context";
import { type Currency, parseMoney } from "@/lib/core/money";
import { type Correction, supersede } from "@/lib/core/rating/corrected";
import { addAmounts, type HourAmounts, NOTHING, totalOf } from "@/lib/core/rating/difference";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type CorrectedLease, hull, loadCorrectedLeases, loadDifferences } from "./corrected-leases";
import { type PreviewReratingInput, previewReratingSchema } from "./correction-schemas";
import { listReratingUnits, type ReratingUnit } from "./rerating-units";

/** Beyond so many leases the window is to be cut: a preview is read by a person. */
const MOST_UNITS = 5_000;
const BATCH = 250;

export interface ReratedParty extends HourAmounts {
  organizationId: string;
  name: string;
  leaseCount: number;
  billingCurrency: Currency;
}

export interface ReratingPreview {
  currency: Currency;
  leaseCount: number;
  /** Leases whose books would change. */
  changedCount: number;
  customers: ReratedParty[];
  /** Whose leases they are: a retail price changes nothing for them. */
  operators: ReratedParty[];
  totals: HourAmounts;
  /** Retail less wholesale of the totals. */
  spreadMicros: bigint;
}

/** What re-rating would change, by the code that does it, summed by party; nothing is written. */
export async function previewRerating(ctx: Context, input: PreviewReratingInput): Promise<ReratingPreview> {
  authorize(ctx, "correction.manage");
  const { price, ...parsed } = parseInput(previewReratingSchema, input);
  const rerating = { ...parsed, microsPerHour: parseMoney(price)! };
  return ctx.db.transaction(
    async (tx) => {
      const [book] = await tx.select().from(priceBooks).where(eq(priceBooks.id, rerating.priceBookId));
      if (!book) throw notFound("price book");
      const units = await listReratingUnits(tx, rerating, { limit: MOST_UNITS + 1 });
      if (units.length > MOST_UNITS)
        throw new AppError("limit_exceeded", `More than ${MOST_UNITS} leases: choose a shorter window.`);
      return summarize(tx, book.currency, units);
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

async function summarize(tx: Transaction, currency: Currency, units: ReratingUnit[]): Promise<ReratingPreview> {
  const customers = new Map<string, ReratedParty>();
  const operators = new Map<string, ReratedParty>();
  const byLease = [...Map.groupBy(units, (unit) => unit.leaseId)];
  let totals = NOTHING;
  let changedCount = 0;
  for (let at = 0; at < byLease.length; at += BATCH) {
    const batch = new Map(byLease.slice(at, at + BATCH));
    const corrected = await loadCorrectedLeases(tx, [...batch.keys()]);
    const after = [...corrected.values()].map((one) => withCorrections(one, batch.get(one.lease.id)!));
    const differences = await loadDifferences(tx, after);
    for (const { lease } of after) {
      const own = totalOf(differences.get(lease.id) ?? []);
      if ((differences.get(lease.id) ?? []).length > 0) changedCount += 1;
      totals = addAmounts(totals, own);
      addTo(customers, lease.organizationId, lease.billingCurrency, own);
      addTo(operators, lease.operatorId, lease.currency, own);
    }
  }
  await nameParties(tx, [...customers.values(), ...operators.values()]);
  return {
    currency,
    leaseCount: byLease.length,
    changedCount,
    customers: inOrder(customers),
    operators: inOrder(operators),
    totals,
    spreadMicros: totals.retailMicros - totals.wholesaleMicros,
  };
}

function withCorrections(corrected: CorrectedLease, units: ReratingUnit[]) {
  let standing: readonly Correction[] = corrected.standing;
  let { touched } = corrected;
  for (const { correction } of units) {
    standing = supersede(standing, correction).standing;
    touched = hull(touched, correction);
  }
  return { ...corrected, standing, touched };
}

function addTo(
  parties: Map<string, ReratedParty>,
  organizationId: string,
  billingCurrency: Currency,
  own: HourAmounts,
) {
  const key = `${organizationId}|${billingCurrency}`;
  const party = parties.get(key) ?? { organizationId, name: "", leaseCount: 0, billingCurrency, ...NOTHING };
  parties.set(key, { ...party, ...addAmounts(party, own), leaseCount: party.leaseCount + 1 });
}

async function nameParties(tx: Transaction, parties: ReratedParty[]) {
  if (parties.length === 0) return;
  const ids = [...new Set(parties.map((party) => party.organizationId))];
  const rows = await tx.select().from(organizations).where(inArray(organizations.id, ids));
  const names = new Map(rows.map((row) => [row.id, row.name]));
  for (const party of parties) party.name = names.get(party.organizationId)!;
}

function inOrder(parties: Map<string, ReratedParty>): ReratedParty[] {
  const size = (party: ReratedParty) => (party.chargeMicros < 0n ? -party.chargeMicros : party.chargeMicros);
  return [...parties.values()].sort((a, b) => (size(a) < size(b) ? 1 : -1));
}
