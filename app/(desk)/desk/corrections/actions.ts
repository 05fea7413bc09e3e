"use server";

import { toWire } from "@/components/wire";
import { correctLease, previewCorrection } from "@/lib/metering/correct-lease";
import {
  correctLeaseSchema,
  previewCorrectionSchema,
  previewReratingSchema,
  rerateLeasesSchema,
} from "@/lib/metering/correction-schemas";
import { previewRerating } from "@/lib/metering/preview-rerating";
import { rerateLeases } from "@/lib/metering/rerate-leases";
import { action } from "@/lib/web/action";

export const previewCorrectionAction = action(previewCorrectionSchema, async (ctx, input) =>
  toWire(await previewCorrection(ctx, input)),
);
export const correctLeaseAction = action(correctLeaseSchema, async (ctx, input) =>
  toWire(await correctLease(ctx, input)),
);
export const previewReratingAction = action(previewReratingSchema, async (ctx, input) =>
  toWire(await previewRerating(ctx, input)),
);
export const rerateLeasesAction = action(rerateLeasesSchema, async (ctx, input) =>
  toWire(await rerateLeases(ctx, input)),
);
