import { expect, it } from "vitest";
import { randomFrom } from "./api/random-from";
import { allBehaviours } from "./behaviour/all";
import { type Contract, loadContract } from "./contract/contract";
import type { Operation, Schema } from "./contract/schema";
import { type StripeStandIn, startStripeStandIn } from "./server";
import { activeAccount, charge, clientOf, payingCustomer } from "./testing/market";

const seed = Number(process.env.FUZZ_SEED ?? 20_261_128);
const count = Number(process.env.FUZZ_COUNT ?? 1_500);

/** Parameters that the types allow, made up from a seed; ids are often those of things that exist. */
class Inventor {
  readonly ids = ["pm_card_visa", "pm_card_bypassPending", "pm_card_chargeCustomerFail"];
  private readonly random: () => number;

  constructor(
    private readonly contract: Contract,
    from: number,
  ) {
    this.random = randomFrom(from);
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }

  value(schema: Schema, name: string, depth: number): unknown {
    const plain = this.contract.resolve(schema);
    if (plain.kind === "literal") return this.pick(plain.values);
    if (plain.kind === "boolean") return this.random() < 0.5;
    if (plain.kind === "number" || plain.kind === "integer") return this.pick([0, 1, 50, 4_999, 100_000]);
    if (plain.kind === "decimal") return "1.5";
    if (plain.kind === "null") return null;
    if (plain.kind === "union") return this.value(this.pick(plain.of), name, depth);
    if (plain.kind === "list") return depth > 4 ? [] : [this.value(plain.of, name, depth + 1)];
    if (plain.kind === "object") return this.object(plain, depth);
    if (name === "currency") return this.pick(["usd", "eur"]);
    if (name === "country") return this.pick(["US", "DE"]);
    return this.random() < 0.8 ? this.pick(this.kin(name)) : "text";
  }

  private object(schema: Extract<Schema, { kind: "object" }>, depth: number): Record<string, unknown> {
    const often = depth === 0 ? this.pick([0.05, 0.15, 0.4]) : 0.2;
    const chosen = Object.entries(schema.properties).filter(
      ([name]) => schema.required.includes(name) || (this.random() < (name === "customer" ? 0.9 : often) && depth < 4),
    );
    return Object.fromEntries(chosen.map(([name, of]) => [name, this.value(of, name, depth + 1)]));
  }

  idFor(path: string): string {
    const [, , collection = "", inner = ""] = path.split("/");
    return this.pick(this.kin(collection === "core" || collection === "checkout" ? inner : collection));
  }

  /** Ids whose prefix fits the name of a parameter or of a collection, or any. */
  private kin(name: string): string[] {
    const prefix = prefixes.find(([pattern]) => pattern.test(name))?.[1];
    const fitting = prefix ? this.ids.filter((id) => id.startsWith(prefix)) : [];
    return fitting.length > 0 ? fitting : this.ids;
  }
}

const prefixes: [RegExp, string][] = [
  [/^customer/, "cus_"],
  [/^payment_intent/, "pi_"],
  [/payment_method/, "pm_"],
  [/^charge/, "ch_"],
  [/^invoice/, "in_"],
  [/^(destination|account)/, "acct_"],
  [/^transfer/, "tr_"],
  [/^dispute/, "du_"],
  [/^payout/, "po_"],
  [/^setup_intent/, "seti_"],
  [/^sessions/, "cs_"],
];

function formOf(value: unknown, at: string): [string, string][] {
  if (typeof value !== "object" || value === null) return [[at, value === null ? "" : String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => formOf(inner, at ? `${at}[${key}]` : key));
}

/** Money, a card and someone to pay, so that more than refusals comes of it. */
async function openShop(standIn: StripeStandIn): Promise<string[]> {
  const stripe = clientOf(standIn);
  const { customer, method } = await payingCustomer(stripe);
  const account = await activeAccount({ stripe, standIn });
  const payments = [
    await charge(stripe, 900_000, "pm_card_bypassPending"),
    await charge(stripe, 5_000, "pm_card_createDispute"),
  ];
  const { data: disputes } = await stripe.disputes.list();
  const charges = payments.map((payment) => (payment.latest_charge as { id: string }).id);
  return [
    customer.id,
    method.id,
    account,
    ...payments.map(({ id }) => id),
    ...charges,
    ...disputes.map(({ id }) => id),
  ];
}

it("does what types allow, or refuses it, and never answers otherwise than the contract says", {
  timeout: 60_000,
}, async () => {
  const contract = await loadContract();
  const inventor = new Inventor(contract, seed);
  const standIn = await startStripeStandIn();
  inventor.ids.push(...(await openShop(standIn)));
  const names = Object.keys(allBehaviours({} as never)).filter((name) => name.startsWith("POST"));
  const headers = { authorization: "Bearer sk_test_x", "stripe-version": contract.apiVersion };
  const statuses = new Map<number, number>();
  const done = new Set<string>();
  for (let turn = 0; turn < count; turn++) {
    const name = inventor.pick(names);
    const template = name.slice("POST ".length);
    const path = template.replaceAll(/\{\w+\}/g, () => inventor.idFor(template));
    const operation: Operation = contract.match("POST", path)!;
    const params = operation.params ? inventor.value(operation.params, "", 0) : {};
    const isJson = path.startsWith("/v2/");
    const body = isJson ? JSON.stringify(params) : new URLSearchParams(formOf(params, "")).toString();
    const response = await fetch(`${standIn.url}${path}`, { method: "POST", headers, body });
    const answer = (await response.json()) as { id?: string; error?: { message: string } };
    if (response.status === 500) expect.soft(answer.error?.message, `seed ${seed}, ${name} ${body}`).toBe("");
    if (answer.id) inventor.ids.push(answer.id);
    if (response.ok) done.add(name);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    if (turn % 50 === 0) await standIn.admin.advance(3_600);
  }
  expect(await standIn.admin.contractFaults()).toEqual([]);
  expect(statuses.get(500)).toBeUndefined();
  expect(done.size, `operations that were done: ${[...done].join(", ")}`).toBeGreaterThan(25);
  await standIn.close();
});
