import { setTimeout as sleep } from "node:timers/promises";

const readyLimitMs = 30_000;

interface Ports {
  smtp: number;
  web: number;
}

/** What the worker needs to send to the catcher. */
export const mailSettings = ({ smtp }: Pick<Ports, "smtp">): Record<string, string> => ({
  SMTP_URL: `smtp://127.0.0.1:${smtp}`,
  MAIL_FROM: "Openhall <no-reply@openhall.localhost>",
});

export const catcherArgs = ({ smtp, web }: Ports): string[] => [
  ...["--import", "tsx", "stand-ins/mail/main.ts"],
  ...["--smtp-port", String(smtp), "--web-port", String(web)],
];

export async function waitForCatcher({ web }: Pick<Ports, "web">, isAlive: () => boolean): Promise<void> {
  for (const deadline = Date.now() + readyLimitMs; Date.now() < deadline && isAlive(); await sleep(100)) {
    const response = await fetch(`http://127.0.0.1:${web}/api/mails`).catch(() => null);
    if (response?.ok) return;
  }
  throw new Error("The mail catcher does not answer.");
}
