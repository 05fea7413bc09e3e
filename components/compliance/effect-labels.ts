import type { RuleEffect } from "@/lib/core/compliance/evaluate-order";

export const EFFECT_LABELS: Record<RuleEffect, string> = {
  refuse: "refuses",
  review: "wants a review",
  needs_statement: "needs a statement",
};
