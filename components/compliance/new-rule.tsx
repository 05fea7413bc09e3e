"use client";

import type { ClassRow } from "@/lib/compliance/rule-queries";
import type { CreateClassInput, CreateRuleInput } from "@/lib/compliance/schemas";
import { RULE_EFFECTS, type RuleEffect } from "@/lib/core/compliance/evaluate-order";
import type { ActionResult } from "@/lib/web/action-result";
import { EFFECT_LABELS } from "./effect-labels";
import { FieldsDialog } from "./fields-dialog";

const listed = (text: string) => text.split(/[\s,;]+/).filter(Boolean);
const COUNTRIES_HINT = "Two-letter codes such as CU, IR. Empty: any country.";

interface NewRuleProps {
  classes: Pick<ClassRow, "id" | "name">[];
  create: (input: CreateRuleInput) => Promise<ActionResult<unknown>>;
}

export function NewRule({ classes, create }: NewRuleProps) {
  return (
    <FieldsDialog
      variant="primary"
      label="Add a rule"
      title="Add a rule"
      description="In force at once, for orders that are to come."
      fields={[
        { name: "name", label: "Name", hint: "A refused customer reads it." },
        {
          name: "classId",
          label: "Accelerators",
          kind: "choice",
          options: classes.map(({ id, name }) => ({ value: id, label: name })),
        },
        {
          name: "effect",
          label: "What it does",
          kind: "choice",
          options: RULE_EFFECTS.map((value) => ({ value, label: EFFECT_LABELS[value] })),
        },
        { name: "customerCountries", label: "For customers in", hint: COUNTRIES_HINT, optional: true },
        { name: "siteCountries", label: "For sites in", hint: COUNTRIES_HINT, optional: true },
        { name: "activeUntil", label: "Up to and including (UTC day)", kind: "date", optional: true },
        { name: "note", label: "Note", kind: "long", hint: "Where it comes from.", optional: true },
      ]}
      done="The rule is in force"
      send={({ effect, customerCountries, siteCountries, ...rest }) =>
        create({
          ...rest,
          effect: effect as RuleEffect,
          customerCountries: listed(customerCountries),
          siteCountries: listed(siteCountries),
        })
      }
    />
  );
}

interface NewClassProps {
  modelCodes: string[];
  create: (input: CreateClassInput) => Promise<ActionResult<unknown>>;
}

export function NewClass({ modelCodes, create }: NewClassProps) {
  return (
    <FieldsDialog
      label="Add a class"
      title="Add a class of accelerators"
      description="Models that rules and the provenance policy speak of together."
      fields={[
        { name: "name", label: "Name" },
        {
          name: "modelCodes",
          label: "Models",
          kind: "long",
          optional: true,
          hint: `Codes of the catalogue such as ${modelCodes.slice(0, 3).join(", ")}.`,
        },
        { name: "minBf16Tflops", label: "And all from (BF16 TFLOPS)", kind: "number", optional: true },
      ]}
      done="The class is there"
      send={({ name, modelCodes: codes, minBf16Tflops }) =>
        create({
          name,
          modelCodes: listed(codes),
          minBf16Tflops: minBf16Tflops.trim() === "" ? null : Number(minBf16Tflops),
        })
      }
    />
  );
}
