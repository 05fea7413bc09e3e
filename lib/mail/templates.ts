/**
 * What each mail shows, by the name of its template. Money and counts are texts, as `formatMoney` and `formatSeconds` make them; instants are
 * ISO 8601 and shown in UTC; `href` is a path of ours, made absolute where the mail is rendered.
 */
export type SecurityChange =
  | "app-added"
  | "app-removed"
  | "passkey-added"
  | "passkey-removed"
  | "recovery-codes-new"
  | "recovery-code-used"
  | "password-changed"
  | "password-reset"
  | "provider-linked"
  | "provider-unlinked"
  | "email-changed"
  | "email-restored";

export interface MailProps {
  /** The link's token is made where the mail is rendered: it is in no table. */
  "verify-address": { verificationId: string; expiresAt: string };
  /** Likewise. */
  "sign-in-link": { linkId: string; expiresAt: string };
  "reset-password": { linkId: string; expiresAt: string };
  /** To the new address. */
  "confirm-email-change": { changeId: string; newEmail: string; expiresAt: string };
  /** To the old one. */
  "email-change-notice": { changeId: string; newEmail: string; undoUntil: string };
  "new-device": { at: string; userAgent: string | null; address: string | null; href: string };
  "security-change": {
    change: SecurityChange;
    /** Recovery codes that are left, where one was used. */
    left: number | null;
    href: string;
  };
  "account-deleted": { at: string; href: string };
  /** Of the organization's name and of who invites: both are known to the platform, and the reader must recognise them. */
  invitation: {
    invitationId: string;
    /** Which mail of it this is: each has a token of its own. */
    sends: number;
    organization: string;
    invitedBy: string;
    role: string;
    expiresAt: string;
  };
  "role-changed": { organization: string; from: string; to: string; by: string; href: string };
  "member-removed": { organization: string; by: string; href: string };
  "ownership-transferred": { organization: string; from: string; to: string; role: string; href: string };
  receipt: {
    amount: string;
    /** `visa 4242`. */
    method: string | null;
    paidAt: string;
    topUpId: string;
    /** Charged to the kept card while nobody was there. */
    isAutomatic: boolean;
    /** Stripe's own receipt. */
    receiptUrl: string | null;
    href: string;
  };
  "low-balance": {
    limitedBy: "balance" | "cap";
    /** `24 hours`, `6 hours`, `1 hour`. */
    within: string;
    /** Of the money, or of the room under the cap. */
    left: string;
    perHour: string;
    lasts: string;
    href: string;
  };
  stopped: {
    limitedBy: "balance" | "cap";
    /** Names of instances. */
    instances: string[];
    left: string;
    keptUntil: string;
    href: string;
  };
  "auto-top-up-failed": {
    amount: string;
    method: string | null;
    cause: "declined" | "authentication" | "card_removed";
    reason: string;
    /** Null: it is not tried again by itself. */
    nextAttemptAt: string | null;
    /** Where it is paid by a person. */
    href: string;
  };
  dispute: {
    amount: string;
    reason: string;
    /** Until then evidence is taken; null where it is decided already. */
    dueBy: string | null;
    href: string;
    /** Else it is told to the customer. */
    forDesk: boolean;
  };
  statement: {
    kind: "usage_statement" | "invoice" | "settlement";
    number: string;
    /** The first day of the UTC month, `2026-10-01`. */
    month: string;
    /** What was used, or earned, in the month. */
    total: string;
    /** What is to be paid, or will be paid out; null where nothing is. */
    due: string | null;
    href: string;
  };
  "payout-sent": {
    amount: string;
    /** `PAY-2026-000001`, or Stripe's reference. */
    number: string;
    /** `bank account ending in 6789`. */
    method: string;
    /** An instant or a date; null where the bank does not say. */
    arrivesOn: string | null;
    href: string;
  };
  "support-visit": {
    staffEmail: string;
    reason: string;
    isReadOnly: boolean;
    isLegal: boolean;
    endsAt: string;
    href: string;
  };
  maintenance: {
    /** `Network maintenance at Frankfurt 1`. */
    title: string;
    from: string;
    to: string;
    /** What is expected, in a sentence or two. */
    body: string;
    /** Names of instances or hosts that are touched. */
    affected: string[];
    href: string;
  };
  suspended: {
    reason: string;
    /** Null: at once. */
    effectiveAt: string | null;
    href: string;
  };
  "host-locked": { hostName: string; at: string; href: string };
  "order-decided": {
    skuCode: string;
    className: string;
    /** Null: it was refused. */
    until: string | null;
    reason: string;
    href: string;
  };
}

export type MailTemplate = keyof MailProps;
export const MAIL_TEMPLATES = [
  "verify-address",
  "sign-in-link",
  "reset-password",
  "confirm-email-change",
  "email-change-notice",
  "new-device",
  "security-change",
  "account-deleted",
  "invitation",
  "role-changed",
  "member-removed",
  "ownership-transferred",
  "receipt",
  "low-balance",
  "stopped",
  "auto-top-up-failed",
  "dispute",
  "statement",
  "payout-sent",
  "support-visit",
  "maintenance",
  "suspended",
  "host-locked",
  "order-decided",
] as const satisfies readonly MailTemplate[];

/** A mail to be written: of its template, with what it shows. */
export type MailContent = { [T in MailTemplate]: { template: T; props: MailProps[T] } }[MailTemplate];

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}
