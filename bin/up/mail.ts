import { catcherArgs, mailSettings, waitForCatcher } from "@/bin/stack/mail";
import { findFreePort, isPortFree } from "@/db/cluster";
import type { ChildSpec } from "./child";
import type { State } from "./state";

export interface ChosenMail {
  /** Null: the server in the environment. */
  ports: { smtp: number; web: number } | null;
  /** Added to the environment of web and worker. */
  settings: Record<string, string>;
}

/** The server in the environment where one is set; else the catcher, at the ports it had before. */
export async function chooseMail(state: State): Promise<ChosenMail> {
  if (process.env.SMTP_URL) return { ports: null, settings: {} };
  const free = async (known: number | undefined) =>
    known !== undefined && (await isPortFree(known)) ? known : findFreePort();
  const known = state.remembered().mailPorts;
  const smtp = await free(known?.smtp);
  const web = await free(known?.web);
  state.rememberMailPorts({ smtp, web });
  return { ports: { smtp, web }, settings: mailSettings({ smtp }) };
}

/** Starts the catcher by `start` and settles once it answers. */
export async function startCatcher(
  ports: NonNullable<ChosenMail["ports"]>,
  env: NodeJS.ProcessEnv,
  start: (spec: ChildSpec) => { isRunning: boolean; tail(): string },
): Promise<void> {
  const child = start({ name: "mail", args: catcherArgs(ports), env, onEnd: null });
  await waitForCatcher(ports, () => child.isRunning).catch((error: Error) => {
    throw new Error(`${error.message} The end of its log:\n${child.tail()}`);
  });
}

export const describeMail = ({ ports }: ChosenMail): string =>
  ports === null ? "by SMTP_URL" : `http://127.0.0.1:${ports.web}`;
