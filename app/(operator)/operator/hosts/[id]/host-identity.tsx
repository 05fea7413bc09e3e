import { HostIdentityCard } from "@/components/fleet/host-identity-card";
import { HostKeyActions } from "@/components/fleet/host-key-actions";
import { webEnv } from "@/lib/env";
import type { HostIdentity as Identity } from "@/lib/fleet/host-identity-queries";
import { submitKeyRequest, submitReEnrolment } from "./actions";

interface HostIdentityProps {
  host: { id: string; name: string; lockedAt: Date | null };
  identity: Identity;
  mayEnrol: boolean;
}

export function HostIdentity({ host, identity, mayEnrol }: HostIdentityProps) {
  const { keySince, keyRotationAskedAt, ...shown } = identity;
  const actions = mayEnrol ? (
    <HostKeyActions
      hostId={host.id}
      hostName={host.name}
      origin={webEnv().origin}
      isLocked={host.lockedAt !== null}
      isAsked={keyRotationAskedAt !== null}
      onAskKey={submitKeyRequest}
      onMint={submitReEnrolment}
    />
  ) : null;
  return (
    <HostIdentityCard
      {...shown}
      keySince={keySince.toISOString()}
      keyAskedAt={keyRotationAskedAt?.toISOString() ?? null}
      actions={actions}
    />
  );
}
