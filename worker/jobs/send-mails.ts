import { mailDesk } from "@/lib/identity/mail-desk";
import { MAILS_AT_ONCE, sendMails } from "@/lib/mail/send-mails";
import type { Job } from "../job";
import { renderQueuedMail } from "../render-mail";

export const sendMailsJob: Job = {
  name: "send-mails",
  everyMs: 2_000,
  batch: MAILS_AT_ONCE,
  run: (ctx) => sendMails(ctx, { render: renderQueuedMail, desk: mailDesk }),
};
