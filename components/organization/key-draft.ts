import type { ApiScope } from "@/lib/core/api-scopes";

/** What the dialog for a new key holds while it is filled in. */
export interface KeyDraft {
  name: string;
  scopes: ApiScope[];
  serviceAccountId: string;
  projectId: string;
  lifetime: string;
  addresses: string;
}

export interface KeyChoices {
  scopes: { scope: ApiScope; text: string }[];
  lifetimesDays: readonly number[];
  serviceAccounts: { userId: string; name: string; role: string }[];
  projects: { id: string; name: string }[];
}
