import { SCREENED_AT_ONCE, screenOrganizations } from "@/lib/compliance/screen-organizations";
import type { Job } from "../job";

/** A launch screens by itself what is due; this is for whoever does not launch, and for new lists. */
const EVERY_MS = 30_000;

export const screenOrganizationsJob: Job = {
  name: "screen-organizations",
  everyMs: EVERY_MS,
  batch: SCREENED_AT_ONCE,
  run: screenOrganizations,
};
