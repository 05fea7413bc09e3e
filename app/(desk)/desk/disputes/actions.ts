"use server";

import { decideFraudWarning } from "@/lib/payments/disputes/decide-fraud-warning";
import { decideFraudWarningSchema, submitEvidenceSchema } from "@/lib/payments/disputes/schemas";
import { submitEvidence } from "@/lib/payments/disputes/submit-evidence";
import { action } from "@/lib/web/action";

export const decideFraudWarningAction = action(decideFraudWarningSchema, decideFraudWarning);
export const submitEvidenceAction = action(submitEvidenceSchema, submitEvidence);
