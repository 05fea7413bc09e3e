import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { closeNotifications } from "@/db/notifications";
import { createCustomer, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { createMarket, type Market } from "@/db/testing/market";
import { encode, SDN_CSV } from "@/lib/compliance/testing/example-lists";
import { encodeSession, sessionCookie } from "@/lib/web/auth";
import { webDatabase } from "@/lib/web/database";
import { POST as loadList } from "./desk/denied-lists/route";
import { GET as download } from "./provenance/[id]/route";
import { POST as handIn } from "./provenance/route";

const origin = "http://console.test:3000";
let database: TestDatabase;
let market: Market;
let customer: TestParty;

function stubEnvironment() {
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("NEXTAUTH_URL", origin);
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of more than thirty-two characters");
}

beforeAll(async () => {
  database = await createTestDatabase();
  market = await createMarket(database.db, { accelerators: 1 });
  customer = await createCustomer(database.db);
});
beforeEach(stubEnvironment);
afterAll(async () => {
  stubEnvironment();
  await closeNotifications();
  await webDatabase().close();
  await database.close();
});

type Init = { body?: FormData | string; headers?: Record<string, string> };

async function request(party: TestParty | null, path: string, { body, headers = {} }: Init = {}) {
  const cookie = party ? `${sessionCookie().name}=${await encodeSession(party.actor.sessionId)}` : "";
  return new Request(`${origin}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { cookie, "sec-fetch-site": "same-origin", ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

function form(fields: Record<string, string | { name: string; content: Uint8Array<ArrayBuffer> }>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields))
    if (typeof value === "string") made.append(name, value);
    else made.append(name, new File([value.content], value.name));
  return made;
}

const list = () => form({ format: "ofac-csv", file: { name: "sdn.csv", content: encode(SDN_CSV) } });
const evil = '../../x"\r\nset-cookie: a=b.pdf';
const document = (content = encode("%PDF-1.7 made up"), name = "invoice.pdf") =>
  form({ kind: "invoice", hostIds: market.hostId, file: { name, content } });

describe("a list", () => {
  test("is loaded by the desk, and by nobody else", async () => {
    const path = "/api/desk/denied-lists";
    expect((await loadList(await request(null, path, { body: list() }))).status).toBe(401);
    for (const party of [customer, market.operator])
      expect((await loadList(await request(party, path, { body: list() }))).status).toBe(403);
    const cross = { body: list(), headers: { "sec-fetch-site": "cross-site" } };
    expect((await loadList(await request(market.platform, path, cross))).status).toBe(403);
    const loaded = await loadList(await request(market.platform, path, { body: list() }));
    expect(loaded.status).toBe(200);
    expect(await loaded.json()).toMatchObject({ isNew: true, parties: 3 });
  });

  test("that is damaged, missing, too large or no form is refused with a reason and no 5xx", async () => {
    const send = async (init: Init) => loadList(await request(market.platform, "/api/desk/denied-lists", init));
    const damaged = await send({
      body: form({ format: "ofac-csv", file: { name: "x", content: encode(SDN_CSV.slice(0, 150)) } }),
    });
    expect(damaged.status).toBe(422);
    expect(await damaged.json()).toMatchObject({ error: { fields: { file: [expect.stringMatching(/^Line /)] } } });
    expect((await send({ body: form({ format: "ofac-csv" }) })).status).toBe(422);
    expect(
      (await send({ body: form({ format: "constructor", file: { name: "x", content: encode("1") } }) })).status,
    ).toBe(422);
    expect((await send({ body: "x", headers: { "content-type": "text/csv" } })).status).toBe(415);
    const broken = { "content-type": "multipart/form-data; boundary=x" };
    expect((await send({ body: "no boundary here", headers: broken })).status).toBe(400);
    expect((await send({ body: "x", headers: { ...broken, "content-length": "99999999999" } })).status).toBe(413);
  });
});

describe("a provenance document", () => {
  test("is handed in by its operator and comes back as a file that no browser shows in our place", async () => {
    const path = "/api/provenance";
    expect((await handIn(await request(null, path, { body: document() }))).status).toBe(401);
    expect((await handIn(await request(customer, path, { body: document() }))).status).toBe(403);
    const html = await handIn(await request(market.operator, path, { body: document(encode("<script>1</script>")) }));
    expect(html.status).toBe(422);
    const disguised = [
      document(undefined, "invoice.exe"),
      document(undefined, "invoice.png"),
      document(new Uint8Array()),
    ];
    for (const body of disguised)
      expect((await handIn(await request(market.operator, path, { body }))).status).toBe(422);
    const taken = await handIn(await request(market.operator, path, { body: document(undefined, evil) }));
    expect(taken.status).toBe(201);
    const { documentId } = (await taken.json()) as { documentId: string };
    const segment = { params: Promise.resolve({ id: documentId }) };
    const file = await download(await request(market.platform, `${path}/${documentId}`), segment);
    expect(file.status).toBe(200);
    expect(file.headers.get("content-type")).toBe("application/pdf");
    expect(file.headers.get("content-disposition")).toMatch(/^attachment; .*''x-set-cookie-a-b\.pdf$/);
    expect(file.headers.get("set-cookie")).toBeNull();
    expect(file.headers.get("x-content-type-options")).toBe("nosniff");
    expect(file.headers.get("cache-control")).toBe("private, no-store");
    expect(await file.text()).toBe("%PDF-1.7 made up");
    for (const [party, status] of [
      [null, 401],
      [customer, 403],
    ] as const)
      expect((await download(await request(party, `${path}/${documentId}`), segment)).status).toBe(status);
  });

  test("of more than 5 MB is not read to its end", async () => {
    const big = new Uint8Array(6 * 1024 * 1024);
    big.set(encode("%PDF-"));
    expect((await handIn(await request(market.operator, "/api/provenance", { body: document(big) }))).status).toBe(413);
  });
});
