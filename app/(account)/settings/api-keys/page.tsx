import type { Metadata } from "next";
import Link from "next/link";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { ApiKeysTable } from "@/components/organization/api-keys-table";
import { CreateKeyDialog } from "@/components/organization/create-key-dialog";
import { roleOptions } from "@/components/organization/roles";
import { ServiceAccountDialog } from "@/components/organization/service-account-dialog";
import { ServiceAccountsTable } from "@/components/organization/service-accounts-table";
import { tabClasses, tabListClasses } from "@/components/ui/tabs";
import { toWire } from "@/components/wire";
import { API_SCOPES, scopesOf } from "@/lib/core/api-scopes";
import { includesRole, LEADING_ROLE } from "@/lib/core/permissions";
import { isOffered } from "@/lib/identity/authorize";
import { listApiKeys, listServiceAccounts } from "@/lib/identity/keys/queries";
import { LIFETIMES_DAYS } from "@/lib/identity/keys/schemas";
import { listLaunchProjects } from "@/lib/identity/projects/queries";
import { requireContext } from "@/lib/web/context";
import { submitAccount, submitKey, submitRemoval, submitRevocation, submitRole, submitRotation } from "./actions";

export const metadata: Metadata = { title: "API keys" };

const TABS = [
  { tab: "keys", label: "Keys", href: "/settings/api-keys" },
  { tab: "accounts", label: "Service accounts", href: "/settings/api-keys?tab=accounts" },
];

export default async function ApiKeysPage({ searchParams }: { searchParams: Promise<{ tab?: string | string[] }> }) {
  const ctx = await requireContext();
  const { organizationKind: kind, role, userId, projects: held } = ctx.actor;
  const tab = (await searchParams).tab === "accounts" ? "accounts" : "keys";
  const mayManage = isOffered(ctx.actor, "api_key.manage");
  const [keys, accounts, projects] = await Promise.all([
    listApiKeys(ctx),
    listServiceAccounts(ctx),
    isOffered(ctx.actor, "project.view") ? listLaunchProjects(ctx) : [],
  ]);
  const within = (other: typeof role) => other !== LEADING_ROLE[kind] && includesRole(kind, role, other);
  const choices = {
    scopes: scopesOf(kind).map((scope) => ({ scope, text: API_SCOPES[scope].text })),
    lifetimesDays: LIFETIMES_DAYS,
    serviceAccounts: held ? [] : accounts.filter((account) => includesRole(kind, role, account.role)),
    projects,
  };
  const create = mayManage ? <CreateKeyDialog choices={toWire(choices)} onCreate={submitKey} /> : null;
  const createAccount =
    mayManage && !held ? <ServiceAccountDialog roles={roleOptions(kind, within)} onCreate={submitAccount} /> : null;
  return (
    <PageBody>
      <PageHeader
        title="API keys"
        description={
          <>
            What programs act with, as <code>Authorization: Bearer oh_live_…</code>{" "}
            <Link href="/docs/roles#scopes" className="text-primary underline underline-offset-2">
              What each scope opens
            </Link>
          </>
        }
        actions={tab === "keys" && keys.length > 0 ? create : null}
      />
      <nav aria-label="API keys" className={tabListClasses}>
        {TABS.map((one) => (
          <Link
            key={one.tab}
            href={one.href}
            aria-current={one.tab === tab ? "page" : undefined}
            className={tabClasses}
          >
            {one.label}
          </Link>
        ))}
      </nav>
      {tab === "keys" ? (
        <ApiKeysTable
          rows={toWire(keys)}
          userId={userId}
          actions={mayManage ? { rotate: submitRotation, revoke: submitRevocation } : undefined}
          create={create}
        />
      ) : (
        <ServiceAccountsTable
          rows={toWire(accounts)}
          roles={roleOptions(kind, within)}
          actions={
            isOffered(ctx.actor, "member.manage") ? { changeRole: submitRole, remove: submitRemoval } : undefined
          }
          create={createAccount}
        />
      )}
    </PageBody>
  );
}
