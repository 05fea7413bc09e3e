import { z } from "zod";
import { EVIDENCE_FIELDS, type EvidenceField, MOST_EVIDENCE_CHARACTERS } from "@/lib/core/payments/evidence";

const text = z.string().max(MOST_EVIDENCE_CHARACTERS, "That is longer than all evidence together may be.");
const fields = Object.fromEntries(EVIDENCE_FIELDS.map((field) => [field, text])) as Record<EvidenceField, typeof text>;

export const submitEvidenceSchema = z.object({ disputeId: z.string().min(1).max(40), ...fields });
export type SubmitEvidenceInput = z.infer<typeof submitEvidenceSchema>;

export const decideFraudWarningSchema = z.object({
  warningId: z.string().min(1).max(40),
  decision: z.enum(["refunded", "dismissed"]),
  reason: z.string().trim().min(3, "Say why, in 3 to 200 characters.").max(200),
});
export type DecideFraudWarningInput = z.infer<typeof decideFraudWarningSchema>;
