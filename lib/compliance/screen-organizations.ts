import type { Context } from "@/lib/context";
import { createLog } from "@/lib/log";
import { findDueOrganizations } from "./due-subjects";
import { screenOrganization } from "./screen-organization";

const log = createLog("compliance");
export const SCREENED_AT_ONCE = 100;

/** Screens whoever is new, has another name, or has not been held against the latest lists. One that fails does not keep the others. */
export async function screenOrganizations(ctx: Context): Promise<number> {
  const due = await findDueOrganizations(ctx.db, SCREENED_AT_ONCE);
  let done = 0;
  for (const organizationId of due)
    try {
      await screenOrganization(ctx, organizationId);
      done += 1;
    } catch (error) {
      log.error({ organizationId, err: error }, "cannot be screened");
    }
  return done;
}
