import { z } from "zod";

const reason = z.string().trim().min(3, "Say why.").max(500);

/** A finding of telemetry, and why it is to be over. */
export const clearFindingInput = z.strictObject({ findingId: z.string().max(60), reason });
export type ClearFindingInput = z.infer<typeof clearFindingInput>;
