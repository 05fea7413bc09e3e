import { mailDesk } from "@/lib/identity/mail-desk";
import { MAILS_AT_ONCE, type MailParts, sendMails } from "@/lib/mail/send-mails";
import type { Job } from "../job";

/** Loaded with the first mail: React and its templates are a large part of a worker's start. */
const render: MailParts["render"] = async (content) => (await import("../render-mail")).renderQueuedMail(content);

export const sendMailsJob: Job = {
  name: "send-mails",
  everyMs: 2_000,
  batch: MAILS_AT_ONCE,
  run: (ctx) => sendMails(ctx, { render, desk: mailDesk }),
};
