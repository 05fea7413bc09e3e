import type { MailDesk } from "@/lib/mail/send-mails";
import { raiseNotice, resolveNotice } from "./notices";

const AWAY = "mail:server";
export const stuckKey = (mailId: string) => `mail:${mailId}`;
const common = { organizationId: null, href: "/desk/mail" } as const;

/** Trouble with mail, as notices of the platform's desk: one a stuck mail, one for a server that takes none. */
export const mailDesk: MailDesk = {
  async stuck(tx, { id, template, toAddress }, reason, at) {
    const title = `A mail could not be sent: ${template} to ${toAddress}`;
    await raiseNotice(tx, { ...common, key: stuckKey(id), severity: "warning", title, body: reason }, at);
  },
  async away(tx, reason, at) {
    const title = "The mail server takes no mail";
    const body = `Mails wait and are tried again by themselves. The server, or the connection to it, says: ${reason}`;
    await raiseNotice(tx, { ...common, key: AWAY, severity: "critical", title, body }, at);
  },
  async back(tx, at) {
    await resolveNotice(tx, null, AWAY, at);
  },
};
