import { FactorNotice } from "@/components/identity/factor-notice";
import { VerifyAddressNotice } from "@/components/identity/verify-address-notice";
import { StandingBanner, type Trouble } from "./standing-banner";

interface PortalNoticeProps extends Pick<React.ComponentProps<typeof VerifyAddressNotice>, "email" | "send"> {
  trouble: Trouble | null;
  now: Date;
  verifiedAt: Date | null;
  /** Of who must have a second factor. */
  isFactorMissing?: boolean;
}

/** Above every page of a portal: what stands against the organization, and an address that nobody has confirmed. */
export function portalNotice({ trouble, now, verifiedAt, isFactorMissing = false, email, send }: PortalNoticeProps) {
  if (!trouble && verifiedAt && !isFactorMissing) return null;
  return (
    <div className="flex flex-col gap-2">
      {trouble ? <StandingBanner trouble={trouble} now={now} /> : null}
      {verifiedAt ? null : <VerifyAddressNotice email={email} send={send} />}
      {verifiedAt && isFactorMissing ? <FactorNotice /> : null}
    </div>
  );
}
