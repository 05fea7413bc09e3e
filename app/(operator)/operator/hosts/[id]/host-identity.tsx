import { HostIdentityCard } from "@/components/fleet/host-identity-card";
import { HostKeyActions } from "@/components/fleet/host-key-actions";
import { isPermitted } from "@/lib/core/permissions";
import { webEnv } from "@/lib/env";
import { getHostIdentity } from "@/lib/fleet/host-identity-queries";
import { requireContext } from "@/lib/web/context";
import { submitKeyRequest, submitReEnrolment } from "./actions";

export async function HostIdentity({ hostId, hostName }: { hostId: string; hostName: string }) {
  const ctx = await requireContext("operator");
  const { keySince, keyRotationAskedAt, lockedAt, ...identity } = await getHostIdentity(ctx, hostId);
  const actions = isPermitted("host.enrol", "operator", ctx.actor.role) ? (
    <HostKeyActions
      hostId={hostId}
      hostName={hostName}
      origin={webEnv().origin}
      isLocked={lockedAt !== null}
      isAsked={keyRotationAskedAt !== null}
      onAskKey={submitKeyRequest}
      onMint={submitReEnrolment}
    />
  ) : null;
  return (
    <HostIdentityCard
      {...identity}
      keySince={keySince.toISOString()}
      keyAskedAt={keyRotationAskedAt?.toISOString() ?? null}
      lockedAt={lockedAt?.toISOString() ?? null}
      actions={actions}
    />
  );
}
