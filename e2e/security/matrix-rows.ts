import { ACTIONS } from "./action-rows";
import { PAGES } from "./page-rows";
import { ROUTES } from "./route-rows";
import type { Row } from "./row";

/** Every way into the app by its name. What is not here fails the build; what is here is asked for by everybody. */
export const ROWS: Record<string, Row> = { ...PAGES, ...ROUTES, ...ACTIONS };
