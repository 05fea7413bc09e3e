import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mailbox } from "./mailbox";
import { listPage, mailPage, withSafeLinks } from "./pages";
import type { Refusal, Refusals } from "./refusals";

interface Catcher {
  mailbox: Mailbox;
  refusals: Refusals;
}

interface Answer {
  status: number;
  type: string;
  body: string;
  policy?: string;
}

const OWN_PAGES = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'";
/** A mail runs nothing and fetches nothing, whoever wrote it. */
const A_MAIL = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
const MOST_BODY = 10_000;

/** People's pages at `/`, tests' at `/api/mails` and `/api/refusals`. */
export async function answer(catcher: Catcher, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const {
    status,
    type,
    body,
    policy = OWN_PAGES,
  } = await respond(catcher, request).catch(
    (error: Error): Answer => ({ status: 400, type: "text/plain", body: error.message }),
  );
  response.writeHead(status, {
    "Content-Type": `${type}; charset=utf-8`,
    "Content-Security-Policy": policy,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(body);
}

async function respond({ mailbox, refusals }: Catcher, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://catcher.invalid");
  const to = url.searchParams.get("to") ?? undefined;
  switch (`${request.method} ${url.pathname}`) {
    case "GET /":
      return page(listPage(mailbox.list(to)));
    case "GET /api/mails":
      return json({ mails: mailbox.list(to) });
    case "DELETE /api/mails":
      mailbox.clear();
      return json({});
    case "POST /api/refusals":
      refusals.add(JSON.parse(await read(request)) as Refusal);
      return json({});
    case "DELETE /api/refusals":
      refusals.clear();
      return json({});
  }
  const [, number, part] = /^\/mails\/(\d+)(\/html)?$/.exec(url.pathname) ?? [];
  const mail = request.method === "GET" && number ? mailbox.find(Number(number)) : null;
  if (!mail) return { status: 404, type: "text/plain", body: "There is no such page or mail here." };
  if (part) return { ...page(withSafeLinks(mail.html)), policy: A_MAIL };
  return page(mailPage(mail));
}

const page = (body: string): Answer => ({ status: 200, type: "text/html", body });
const json = (value: unknown): Answer => ({ status: 200, type: "application/json", body: JSON.stringify(value) });

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MOST_BODY) throw new Error("This is too long.");
  }
  return text;
}
