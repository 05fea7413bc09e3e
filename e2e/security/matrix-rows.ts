import { ACCOUNT_ACTIONS } from "./account-action-rows";
import { ACTIONS } from "./action-rows";
import { COMPLIANCE_ACTIONS } from "./compliance-action-rows";
import { ENTRY_ACTIONS } from "./entry-action-rows";
import { PAGES } from "./page-rows";
import { ROUTES } from "./route-rows";
import type { Row } from "./row";

/** Every way into the app by its name. What is not here fails the build; what is here is asked for by everybody. */
export const ROWS: Record<string, Row> = {
  ...PAGES,
  ...ROUTES,
  ...ENTRY_ACTIONS,
  ...ACCOUNT_ACTIONS,
  ...COMPLIANCE_ACTIONS,
  ...ACTIONS,
};
