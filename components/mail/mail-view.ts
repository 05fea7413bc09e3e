import type { ReactElement } from "react";
import type { MailProps, MailTemplate } from "@/lib/mail/templates";

/** What a template gets: its links are absolute by now. */
export type Shown<T extends MailTemplate> = MailProps[T] & { href: string };

/** One kind of mail. */
export interface MailView<T extends MailTemplate> {
  /** Of the message, and its heading. */
  subject(props: Shown<T>): string;
  /** What a list of mails shows beside the subject. */
  preview(props: Shown<T>): string;
  /** Why the reader gets it. */
  reason(props: Shown<T>): string;
  body(props: Shown<T>): ReactElement;
}

/** `2026-11-24 03:13 UTC`: a mail is read anywhere. */
export function utc(at: string): string {
  const iso = new Date(at).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
