import { createLog } from "@/lib/log";
import { resealSecrets } from "@/lib/secrets/reseal-secrets";
import type { Job } from "../job";

const log = createLog("secrets");

export const resealSecretsJob: Job = {
  name: "reseal-secrets",
  everyMs: 300_000,
  batch: Number.POSITIVE_INFINITY,
  async run(ctx) {
    const { done, stuck } = await resealSecrets(ctx);
    if (stuck.length > 0) log.error({ stuck }, "secrets do not open: is an earlier key gone from OPENHALL_KEY_RING?");
    return done;
  },
};
