import { expect } from "@playwright/test";

interface Mail {
  subject: string;
  text: string;
  /** Where its HTML leads. */
  links: string[];
}

/** What people get by e-mail: the stack sends to a catcher on this machine. */
export class Mailbox {
  constructor(private readonly url: string) {}

  /** The newest mail to an address with such a subject, as soon as there is one. */
  async expectMail(to: string, subject: RegExp): Promise<Mail> {
    let found: Mail | undefined;
    const look = async () => {
      const response = await fetch(`${this.url}/api/mails?to=${encodeURIComponent(to)}`);
      const { mails } = (await response.json()) as { mails: Mail[] };
      found = mails.find((mail) => subject.test(mail.subject));
      return found?.subject ?? mails.map((mail) => mail.subject).join(", ");
    };
    await expect.poll(look, { timeout: 30_000, message: `a mail to ${to}` }).toMatch(subject);
    return found!;
  }
}
