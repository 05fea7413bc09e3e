import type { ApiScope } from "@/lib/core/api-scopes";
import type { OrganizationKind, Role } from "@/lib/core/permissions";

/** Who asks, and with what. */
export interface Caller {
  name: string;
  cookie: string;
  /** An API key, which what takes keys heeds before any cookie. */
  key?: string;
  /** Null: nobody, for the reason in the name. A key has scopes, and never a second factor. */
  is: { kind: OrganizationKind; role: Role; hasFreshFactor: boolean; scopes?: readonly ApiScope[] } | null;
}
