"use server";

import { createSlaRule } from "@/lib/metering/create-sla-rule";
import { endSlaRule } from "@/lib/metering/end-sla-rule";
import { createSlaRuleSchema, endSlaRuleSchema } from "@/lib/metering/sla-schemas";
import { action } from "@/lib/web/action";

export const createSlaRuleAction = action(createSlaRuleSchema, createSlaRule);
export const endSlaRuleAction = action(endSlaRuleSchema, endSlaRule);
