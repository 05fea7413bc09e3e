import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { Mailbox } from "./mailbox";
import { Refusals } from "./refusals";
import { answer } from "./web";

const HOST = "127.0.0.1";
const LARGEST = 10 * 1024 * 1024;

export interface MailCatcher {
  /** For `SMTP_URL`. */
  smtpUrl: string;
  /** Where people read what was caught. */
  url: string;
  mailbox: Mailbox;
  refusals: Refusals;
  close(): Promise<void>;
}

/** Takes every mail, delivers none, and shows them. Listens on this machine alone; port 0 is any free one. */
export async function startMailCatcher(ports: { smtp?: number; web?: number } = {}): Promise<MailCatcher> {
  const mailbox = new Mailbox();
  const refusals = new Refusals();
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    banner: "local catcher: nothing is delivered",
    size: LARGEST,
    onRcptTo: ({ address }, _session, done) => done(refusals.take("rcpt", [address])),
    onData(stream, { envelope }, done) {
      const to = envelope.rcptTo.map(({ address }) => address);
      simpleParser(stream).then(
        (mail) => {
          const refused = refusals.take("data", to);
          if (!refused) mailbox.keep(mail, to);
          done(refused);
        },
        (error: Error) => done(error),
      );
    },
  });
  // a client that goes away in the middle is its own trouble
  smtp.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    smtp.server.once("error", reject);
    smtp.listen(ports.smtp ?? 0, HOST, resolve);
  });
  const web = createServer((request, response) => void answer({ mailbox, refusals }, request, response));
  await new Promise<void>((resolve, reject) => {
    web.once("error", reject);
    web.listen(ports.web ?? 0, HOST, resolve);
  });
  return {
    smtpUrl: `smtp://${HOST}:${(smtp.server.address() as AddressInfo).port}`,
    url: `http://${HOST}:${(web.address() as AddressInfo).port}`,
    mailbox,
    refusals,
    async close() {
      await Promise.all([closeWeb(web), new Promise<void>((resolve) => smtp.close(() => resolve()))]);
    },
  };
}

async function closeWeb(web: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    web.close(() => resolve());
    web.closeAllConnections();
  });
}
