import type { ApiScope } from "@/lib/core/api-scopes";
import type { OrganizationKind, Role } from "@/lib/core/permissions";

/** Who asks, and with what. */
export interface Caller {
  name: string;
  cookie: string;
  /** An API key, which what takes keys heeds before any cookie. */
  key?: string;
  /** Null: nobody, for the reason in the name. A key has scopes, and never a second factor. */
  is: Standing | null;
}

interface Standing {
  kind: OrganizationKind;
  role: Role;
  hasFreshFactor: boolean;
  scopes?: readonly ApiScope[];
  /** Of the platform's staff, where it looks in for support as the one who leads. */
  visit?: "reading" | "writing";
  /** Sees chosen projects alone. */
  isHeld?: boolean;
  /** Asks from an address that its key is not good from. */
  isBarred?: boolean;
  /** Of the platform's staff, without the second factor that policy asks for. */
  lacksFactor?: boolean;
}
