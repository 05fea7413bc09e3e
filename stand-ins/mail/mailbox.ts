import type { ParsedMail } from "mailparser";

/** A mail as it came, in words that tests and people read. */
export interface CaughtMail {
  /** From 1, in the order in which they came. */
  number: number;
  receivedAt: string;
  messageId: string;
  from: string;
  to: string[];
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  /** Addresses that the HTML links to. */
  links: string[];
}

const MOST_KEPT = 1_000;

/** The latest thousand, in memory: gone with the process. */
export class Mailbox {
  #caught: CaughtMail[] = [];
  #next = 1;

  keep(mail: ParsedMail, to: string[]): void {
    const html = mail.html || "";
    this.#caught.push({
      number: this.#next++,
      receivedAt: new Date().toISOString(),
      messageId: mail.messageId ?? "",
      from: mail.from?.text ?? "",
      to,
      subject: mail.subject ?? "",
      html,
      text: mail.text ?? "",
      headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line.slice(key.length + 1).trim()])),
      links: [...new Set([...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, href]) => decode(href!)))],
    });
    this.#caught = this.#caught.slice(-MOST_KEPT);
  }

  /** Newest first; to one address where it is given. */
  list(to?: string): CaughtMail[] {
    return this.#caught.filter((mail) => to === undefined || mail.to.includes(to)).reverse();
  }

  find(number: number): CaughtMail | null {
    return this.#caught.find((mail) => mail.number === number) ?? null;
  }

  clear(): void {
    this.#caught = [];
  }
}

const decode = (href: string) => href.replaceAll("&amp;", "&").replaceAll("&#x27;", "'");
