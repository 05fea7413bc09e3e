import { ProviderButtons } from "@/components/identity/provider-buttons";
import { UnlinkProviderDialog } from "@/components/identity/unlink-provider-dialog";
import { DefinitionList } from "@/components/layout/definition-list";
import { RelativeTime } from "@/components/layout/relative-time";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import type { getSecurity } from "@/lib/identity/security-queries";
import { listProviders, providerNameOf } from "@/lib/web/oauth-providers";
import { submitUnlinking } from "./actions";

type Identities = Awaited<ReturnType<typeof getSecurity>>["identities"];

/** Accounts elsewhere that sign in for the person; nothing where there is none and none can be. */
export function ProvidersSection({ identities, asksPassword }: { identities: Identities; asksPassword: boolean }) {
  const providers = listProviders();
  if (providers.length === 0 && identities.length === 0) return null;
  return (
    <Card>
      <CardHeader
        title="Other accounts"
        description="At a provider, that sign in for you. A second factor is asked for here all the same."
        actions={<ProviderButtons providers={providers} verb="Link" />}
      />
      <CardContent>
        {identities.length === 0 ? (
          "None is linked."
        ) : (
          <DefinitionList
            items={identities.map(({ id, issuer, label, createdAt }) => ({
              label: `${providerNameOf(issuer)}: ${label}`,
              value: (
                <span className="inline-flex flex-wrap items-center justify-end gap-3">
                  <RelativeTime at={createdAt.toISOString()} />
                  <UnlinkProviderDialog
                    identityId={id}
                    what={`${providerNameOf(issuer)}: ${label}`}
                    asksPassword={asksPassword}
                    submit={submitUnlinking}
                  />
                </span>
              ),
            }))}
          />
        )}
      </CardContent>
    </Card>
  );
}
