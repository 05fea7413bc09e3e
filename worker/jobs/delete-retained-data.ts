import { deleteRetainedData } from "@/lib/leases/delete-retained-data";
import type { Job } from "../job";

const EVERY_MS = 60_000;

export const deleteRetainedDataJob: Job = {
  name: "delete-retained-data",
  everyMs: EVERY_MS,
  batch: 100,
  run: deleteRetainedData,
};
