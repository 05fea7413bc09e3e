import { type ActionEntrance, findEntrances } from "./entrances";
import type { Caller as HttpCaller } from "./http";
import { callAction, type Outcome } from "./outcome";

export async function actionNamed(name: string): Promise<ActionEntrance> {
  const found = (await findEntrances()).find(
    (entrance) => entrance.kind === "action" && entrance.name.endsWith(` ${name}`),
  );
  if (found?.kind !== "action") throw new Error(`There is no action ${name}.`);
  return found;
}

/** Signs in as the form does; the cookie that it gives, if any. */
export async function signIn(
  http: HttpCaller,
  credentials: { email: string; password: string; next?: string },
  { cookie = "", headers = {} }: { cookie?: string; headers?: Record<string, string> } = {},
): Promise<Outcome & { cookie: string }> {
  const outcome = await callAction(http, await actionNamed("submitSignIn"), cookie, credentials, headers);
  const set = (outcome.answer.headers["set-cookie"] ?? []).filter((one) => one.includes("session="));
  const live = set.map((one) => one.split(";")[0] ?? "").filter((one) => !one.endsWith("="));
  return { ...outcome, cookie: live.at(-1) ?? "" };
}
