import { newId } from "@/lib/ids";
import { action, type Row } from "./row";

/** Suspended or visited, a tenant of this world would be answered otherwise from then on: none of them is named. */
const nobody = { organizationId: newId("org") };

export const COMPLIANCE_ACTIONS: Record<string, Row> = {
  "action (desk)/desk/compliance activateRuleAction": action("compliance.manage"),
  "action (desk)/desk/compliance closeFlagAction": action("compliance.manage"),
  "action (desk)/desk/compliance createClassAction": action("compliance.manage", { minBf16Tflops: 1_000_000 }),
  "action (desk)/desk/compliance createRuleAction": action("compliance.manage"),
  "action (desk)/desk/compliance decideMatchAction": action("compliance.manage"),
  "action (desk)/desk/compliance decideOrderAction": action("compliance.manage", { decision: "refused" }),
  "action (desk)/desk/compliance endRuleAction": action("compliance.manage"),
  "action (desk)/desk/compliance flagAction": action("compliance.manage", nobody),
  "action (desk)/desk/compliance liftSuspensionAction": action("organization.suspend", nobody),
  "action (desk)/desk/compliance reviewProvenanceAction": action("compliance.manage"),
  "action (desk)/desk/compliance setProvenancePolicyAction": action("compliance.manage"),
  "action (desk)/desk/compliance suspendAction": action("organization.suspend", nobody),
  "action (desk)/desk/hardware acceptMoveAction": action("compliance.manage"),
  "action (desk)/desk/hardware clearFindingAction": action("compliance.manage"),
  "action (desk)/desk/hardware decideFindingAction": action("compliance.manage"),
  "action (desk)/desk/visits startVisitAction": action("organization.impersonate", nobody),
};
