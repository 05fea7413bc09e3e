/** The strictest first. */
export const RULE_EFFECTS = ["refuse", "review", "needs_statement"] as const;
export type RuleEffect = (typeof RULE_EFFECTS)[number];

export interface AcceleratorClass {
  id: string;
  name: string;
  modelCodes: readonly string[];
  /** Null: the named models alone. */
  minBf16Tflops: number | null;
}

export interface ExportRule {
  id: string;
  name: string;
  effect: RuleEffect;
  class: AcceleratorClass;
  /** Empty: wherever the customer is. */
  customerCountries: readonly string[];
  /** Empty: wherever the site is. */
  siteCountries: readonly string[];
}

export interface Order {
  model: { code: string; bf16Tflops: number | null };
  siteCountry: string;
  /** Where it is incorporated and where it is taxed; empty where nobody has said. */
  customerCountries: readonly string[];
  hasStatement: boolean;
  /** Classes that the desk has approved for this customer, at present. */
  approvedClassIds: readonly string[];
}

export type OrderOutcome =
  | { outcome: "allowed" }
  /** `needs_country`: a rule asks where the customer is, and nobody has said. */
  | { outcome: "refused" | "review" | "needs_country" | "needs_statement"; rules: ExportRule[] };

/** A model whose throughput nobody knows is in no class by throughput, unless it is named. */
export function isInClass(model: Order["model"], { modelCodes, minBf16Tflops }: AcceleratorClass): boolean {
  if (modelCodes.includes(model.code)) return true;
  return minBf16Tflops !== null && model.bf16Tflops !== null && model.bf16Tflops >= minBf16Tflops;
}

type Reach = "applies" | "unknown" | "not";

function reachOf(rule: ExportRule, order: Order): Reach {
  if (!isInClass(order.model, rule.class)) return "not";
  if (rule.siteCountries.length > 0 && !rule.siteCountries.includes(order.siteCountry)) return "not";
  if (rule.customerCountries.length === 0) return "applies";
  if (order.customerCountries.length === 0) return "unknown";
  return order.customerCountries.some((country) => rule.customerCountries.includes(country)) ? "applies" : "not";
}

/**
 * What the rules say of an order, by the strictest of those that reach it. An approval of a class answers its rules that refuse or want a
 * review; a signed statement answers those that need one. Where a rule depends on a country that nobody has said, it has to be said.
 */
export function evaluateOrder(rules: readonly ExportRule[], order: Order): OrderOutcome {
  const open = rules.filter((rule) =>
    rule.effect === "needs_statement" ? !order.hasStatement : !order.approvedClassIds.includes(rule.class.id),
  );
  const reaching = (effect: RuleEffect) =>
    open.filter((rule) => rule.effect === effect && reachOf(rule, order) === "applies");
  const refusing = reaching("refuse");
  const reviewing = reaching("review");
  if (refusing.length > 0) return { outcome: "refused", rules: [...refusing, ...reviewing] };
  if (reviewing.length > 0) return { outcome: "review", rules: reviewing };
  const unknown = open.filter((rule) => reachOf(rule, order) === "unknown");
  if (unknown.length > 0) return { outcome: "needs_country", rules: unknown };
  const stating = reaching("needs_statement");
  return stating.length > 0 ? { outcome: "needs_statement", rules: stating } : { outcome: "allowed" };
}
