import { createTransport, type Transporter } from "nodemailer";
import { staysPrivate } from "@/lib/core/contracts/plain-http";
import { smtpEnv } from "@/lib/env";

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

export interface SmtpServer {
  send(mail: Parameters<Transporter["sendMail"]>[0]): Promise<unknown>;
  from: string;
  /** What ids of messages end in: the sender's domain. */
  domain: string;
}

/** The server of the environment; null where none is set. A password leaves this machine by TLS alone, a mail the private network. */
export function smtpServer(): SmtpServer | null {
  const env = smtpEnv();
  if (!env) return null;
  const { url, from } = env;
  const isHere = /^(localhost|127\.|\[::1\])/.test(url.hostname);
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (url.protocol === "smtps:" ? 465 : 587),
    secure: url.protocol === "smtps:",
    requireTLS: (url.username !== "" && !isHere) || !staysPrivate(url),
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { send: (mail) => transport.sendMail(mail), from, domain: /@([^@>\s]+)>?$/.exec(from)![1]! };
}

export interface SendFault {
  /** `refused`: this mail, for good. `later`: this mail, for now. `away`: the server takes none, so the next would fare no better. */
  kind: "refused" | "later" | "away";
  reason: string;
}

interface SmtpError {
  message: string;
  /** Nodemailer's own. */
  code?: string;
  responseCode?: number;
  /** Which of ours the server answered. */
  command?: string;
}

/** What an attempt's failure means. An answer to RCPT or DATA is about the mail; to anything before, about us or the server. */
export function faultOf(error: unknown): SendFault {
  const { message, code, responseCode, command } = error as SmtpError;
  const reason = String(message ?? error).slice(0, 500);
  if (code === undefined) return { kind: "later", reason };
  if (code === "EENVELOPE" && responseCode === undefined) return { kind: "refused", reason };
  const isOfMail = (command === "RCPT TO" || command === "DATA") && responseCode !== undefined && responseCode !== 421;
  if (!isOfMail) return { kind: "away", reason };
  return { kind: responseCode >= 500 ? "refused" : "later", reason };
}
