import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LinkProviderForm } from "@/components/identity/link-provider-form";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent } from "@/components/ui/card";
import { getProviderProof } from "@/lib/identity/provider-proofs";
import { getAskedProof } from "@/lib/identity/security-queries";
import { requireContext } from "@/lib/web/context";
import { providerNameOf } from "@/lib/web/oauth-providers";
import { findProviderToken } from "@/lib/web/session";
import { submitLinking } from "./actions";

export const metadata: Metadata = { title: "Link an account" };

/** After a provider has vouched for an account, while somebody is signed in here: nothing is linked without their word. */
export default async function LinkPage() {
  const ctx = await requireContext();
  const proof = await getProviderProof(ctx, await findProviderToken());
  if (!proof) redirect("/settings/security");
  const provider = providerNameOf(proof.issuer);
  const asked = await getAskedProof(ctx);
  return (
    <PageBody>
      <PageHeader
        title={`Link ${provider}`}
        description={`Whoever signs in at ${provider} as ${proof.label} is then you.`}
      />
      <Card>
        <CardContent>
          {proof.isLinked ? (
            <Alert tone="warning">{`${proof.label} at ${provider} signs in for somebody here already.`}</Alert>
          ) : (
            <LinkProviderForm action={submitLinking} label={proof.label} asksPassword={asked === "password"} />
          )}
        </CardContent>
      </Card>
    </PageBody>
  );
}
