import { warnExpiringKeys } from "@/lib/identity/keys/warn-expiring-keys";
import type { Job } from "../job";

export const warnExpiringKeysJob: Job = {
  name: "warn-expiring-keys",
  everyMs: 10 * 60_000,
  batch: Number.POSITIVE_INFINITY,
  run: warnExpiringKeys,
};
