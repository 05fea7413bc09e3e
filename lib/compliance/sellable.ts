import { type SQL, sql } from "drizzle-orm";

/** Of an accelerator `a`: its model is in a class whose hosts need their provenance accepted, and its host's has not been. */
export const lacksProvenance: SQL = sql`(
  EXISTS (SELECT 1 FROM accelerator_classes c JOIN accelerator_models m ON m.id = a.model_id
    WHERE c.needs_provenance AND (m.code = ANY(c.model_codes) OR m.bf16_tflops * m.chips_per_card >= c.min_bf16_tflops))
  AND NOT EXISTS (SELECT 1 FROM provenance_hosts ph JOIN provenance_documents pd ON pd.id = ph.document_id
    WHERE ph.host_id = a.host_id AND pd.state = 'accepted'))`;

/** Of a host `h` and its accelerator `a`: nothing that the desk has said keeps it from being sold. */
export const isSellable: SQL = sql`NOT ${lacksProvenance} AND NOT EXISTS (
  SELECT 1 FROM suspensions s WHERE s.organization_id = h.organization_id AND s.lifted_at IS NULL)`;
