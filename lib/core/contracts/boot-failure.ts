import { z } from "zod";

/** Why an instance did not come up, for programs; the reason beside it says the same to a customer. */
export const bootFailureCode = z.enum([
  "image-not-found",
  "image-unauthorized",
  "image-other-architecture",
  "image-name-invalid",
  "registry-unreachable",
  "disk-full",
  "no-free-port",
  "no-memory",
  "runtime-missing",
  "accelerator-unknown",
  "data-gone",
  "not-possible-here",
  "other",
]);
export type BootFailureCode = z.infer<typeof bootFailureCode>;
