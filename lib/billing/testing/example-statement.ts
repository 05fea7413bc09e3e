import { type LineDraft, numberLines, totalsOf } from "@/lib/core/billing/statement";
import type { StatementContent } from "../content-hash";
import { EMPTY } from "../usage-groups";

const at = (text: string) => new Date(`${text}Z`);

/** An invoice with so many leases, a correction, tax, a payment and the invoice before. */
export function exampleInvoice(leases: number, change: Partial<StatementContent> = {}): StatementContent {
  const usage = Array.from({ length: leases }, (_, n): LineDraft => {
    const seconds = BigInt(3_600 * (n + 1) + 7 * n);
    return {
      type: "usage",
      leaseId: `lse_01m8fyf2w8edd81j9yce8x${String(n).padStart(4, "0")}`,
      skuCode: n % 2 ? "h100-sxm-80.x8" : "rtx-4090-24.x1",
      microsPerUnitHour: 2_560_000n,
      units: n % 2 ? 8 : 1,
      seconds,
      description: `${n % 2 ? "h100-sxm-80.x8" : "rtx-4090-24.x1"} at $2.56 USD per accelerator-hour`,
      amountMicros: -((2_560_000n * (n % 2 ? 8n : 1n) * seconds) / 3_600n),
      from: at("2028-02-03T10:00:07.000"),
      to: at("2028-03-01T00:00:00.000"),
    };
  });
  const lines = numberLines(
    [
      ...usage,
      {
        ...EMPTY,
        type: "adjustment",
        leaseId: usage[0]?.leaseId ?? null,
        seconds: -3_600n,
        description: "Correction: operator outage",
        amountMicros: 2_560_000n,
        from: at("2028-02-10T11:00:00"),
        to: at("2028-02-10T11:00:00"),
      },
      {
        ...EMPTY,
        type: "tax",
        description: "VAT DE 19 %",
        amountMicros: -(1_900_000n * BigInt(leases) + 333_333n),
        from: at("2028-02-03T10:00:07"),
        to: at("2028-03-01T00:00:00"),
      },
      {
        ...EMPTY,
        type: "top_up",
        description: "Payment received: Wire 118",
        amountMicros: 25_000_000n,
        from: at("2028-02-11T09:30:00"),
        to: at("2028-02-11T09:30:00"),
      },
      {
        ...EMPTY,
        type: "other",
        description: "Invoiced and due: INV-2028-000041, $81.92",
        amountMicros: 81_920_004n,
        from: at("2028-02-01T00:00:00"),
        to: at("2028-02-01T00:00:00"),
      },
    ],
    "USD",
  );
  const openingMicros = -81_920_004n;
  return {
    kind: "invoice",
    organizationId: "org_01m8fyf2w8edd81j9yce8xk3ad",
    currency: "USD",
    month: "2028-02-01",
    number: "INV-2028-000057",
    issuedAt: at("2028-03-01T00:16:02.000"),
    highWater: 4_711n,
    previousHash: "f".repeat(64),
    openingMicros,
    ...totalsOf(lines, openingMicros, "USD"),
    parties: {
      issuer: {
        name: "Openhall Compute GmbH",
        address: "Beispielstraße 5\n10115 Berlin\nGermany",
        taxId: "DE123456789",
      },
      recipient: {
        name: "Rechenwerk GmbH",
        address: "Hafenweg 12\n20457 Hamburg\nGermany",
        taxId: "DE987654321",
        jurisdiction: "DE",
      },
      notes: ["Simulated: no real accelerator was behind some or all of these leases."],
    },
    lines,
    ...change,
  };
}
