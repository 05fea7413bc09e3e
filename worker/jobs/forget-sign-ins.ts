import { forgetSignIns } from "@/lib/identity/forget-sign-ins";
import type { Job } from "../job";

export const forgetSignInsJob: Job = {
  name: "forget-sign-ins",
  everyMs: 600_000,
  batch: Number.POSITIVE_INFINITY,
  run: forgetSignIns,
};
