"use server";

import { activateRule } from "@/lib/compliance/activate-rule";
import { closeFlag } from "@/lib/compliance/close-flag";
import { createClass } from "@/lib/compliance/create-class";
import { createRule } from "@/lib/compliance/create-rule";
import { decideMatch } from "@/lib/compliance/decide-match";
import { decideOrder } from "@/lib/compliance/decide-order";
import { endRule } from "@/lib/compliance/end-rule";
import { flagOrganization } from "@/lib/compliance/flag-organization";
import { liftSuspension } from "@/lib/compliance/lift-suspension";
import { reviewProvenance } from "@/lib/compliance/review-provenance";
import {
  changeRuleSchema,
  closeFlagSchema,
  createClassSchema,
  createRuleSchema,
  decideMatchSchema,
  decideOrderSchema,
  flagSchema,
  liftSuspensionSchema,
  reviewProvenanceSchema,
  setProvenancePolicySchema,
  suspendSchema,
} from "@/lib/compliance/schemas";
import { setProvenancePolicy } from "@/lib/compliance/set-provenance-policy";
import { suspendOrganization } from "@/lib/compliance/suspend-organization";
import { action } from "@/lib/web/action";

export const activateRuleAction = action(changeRuleSchema, activateRule);
export const closeFlagAction = action(closeFlagSchema, closeFlag);
export const createClassAction = action(createClassSchema, createClass);
export const createRuleAction = action(createRuleSchema, createRule);
export const decideMatchAction = action(decideMatchSchema, decideMatch);
export const decideOrderAction = action(decideOrderSchema, decideOrder);
export const endRuleAction = action(changeRuleSchema, endRule);
export const flagAction = action(flagSchema, flagOrganization);
export const liftSuspensionAction = action(liftSuspensionSchema, liftSuspension);
export const reviewProvenanceAction = action(reviewProvenanceSchema, reviewProvenance);
export const setProvenancePolicyAction = action(setProvenancePolicySchema, setProvenancePolicy);
export const suspendAction = action(suspendSchema, suspendOrganization);
