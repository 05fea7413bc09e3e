/** What the next attempts are answered with, as a server's bad days. */
export interface Refusal {
  at: "rcpt" | "data";
  code: number;
  message: string;
  /** Of attempts. */
  count: number;
  /** Only mails to this address. */
  to?: string;
}

export class Refusals {
  #waiting: Refusal[] = [];

  add(refusal: Refusal): void {
    this.#waiting.push({ ...refusal });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The error that SMTP answers with, once for each count; null where the mail is taken. */
  take(at: Refusal["at"], to: string[]): Error | null {
    const found = this.#waiting.find((one) => one.at === at && one.count > 0 && (!one.to || to.includes(one.to)));
    if (!found) return null;
    found.count -= 1;
    return Object.assign(new Error(found.message), { responseCode: found.code });
  }
}
