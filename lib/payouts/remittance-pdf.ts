import { Paper } from "@/lib/billing/pdf-page";
import { formatMoney } from "@/lib/core/money";
import { formatWeek, weekEnd } from "@/lib/core/payouts/week";
import { issuer } from "@/lib/env";
import type { Payout } from "./types";

type Sent = Payout & { number: string; sentAt: Date };

const ROWS = [
  ["owedMicros", "Owed for what was earned up to the week's end"],
  ["plannedMicros", "In earlier payouts that were not sent yet"],
  ["holdBackMicros", "Hold-back that the month's settlement books"],
  ["reserveMicros", "Rolling reserve, free again as its weeks pass"],
  ["carriedMicros", "Carried over, less than a minor unit"],
] as const;

const COLUMNS = [
  { title: "How the amount comes about", x: 48, width: 360 },
  { title: "Amount", x: 427, width: 120, align: "right" as const },
];

/** What tells an operator which money this is; the same payout gives the same bytes. */
export async function renderRemittance(payout: Sent, operator: string): Promise<Buffer> {
  const { number, sentAt, currency, amountMicros, week, breakdown, destination } = payout;
  const { name, address, taxId } = issuer();
  const paper = new Paper({ title: `Remittance advice ${number}`, author: name, at: sentAt });
  const money = (micros: bigint) => formatMoney(micros, currency);
  paper.text("Remittance advice", Paper.left, { size: 20, bold: true, width: 300 });
  paper.y += 40;
  const until = new Date(weekEnd(week).getTime() - 1).toISOString().slice(0, 10);
  const facts = [
    ["Number", number],
    ["Sent", `${sentAt.toISOString().slice(0, 16).replace("T", " ")} UTC`],
    ["Week", `${formatWeek(week)} (UTC), earned up to ${until}`],
    ["Paid to", destination],
    ["By", payout.route === "wire" ? "Bank transfer" : "Stripe transfer"],
    ["Reference", payout.bankReference ?? payout.stripeTransferId ?? payout.id],
  ] as const;
  for (const [label, value] of facts) {
    paper.text(label, Paper.left, { bold: true, width: 80 });
    paper.y += paper.text(value, Paper.left + 84, { width: 400 });
  }
  paper.y += 18;
  const top = paper.y;
  paper.block([name], Paper.left, 220, { bold: true });
  paper.block([...address.split("\n"), taxId && `Tax ID ${taxId}`], Paper.left, 220);
  const left = paper.y;
  paper.y = top;
  paper.block(["Operator"], 300, 247, { bold: true });
  paper.block([operator], 300, 247);
  paper.y = Math.max(left, paper.y) + 24;
  paper.y += paper.text(`${money(amountMicros)} ${currency} paid`, Paper.left, { size: 14, bold: true }) + 14;
  paper.startTable(COLUMNS);
  for (const [key, label] of ROWS) {
    const micros = BigInt(breakdown[key] ?? "0");
    if (micros !== 0n || key === "owedMicros") paper.row(COLUMNS, [{ text: label }, { text: money(micros) }]);
  }
  paper.endTable();
  paper.y += 6;
  paper.total("Paid", `${money(amountMicros)} ${currency}`, { bold: true, size: 11 });
  return paper.finish(`Remittance advice ${number} · ${payout.id}`);
}
