import { TEST_PASSWORD } from "@/db/testing/context";
import { codeOf, createEnrolled } from "@/lib/identity/testing/person";
import { actionNamed, signIn } from "./asking";
import { ask, rowOf } from "./cells";
import { findEntrances } from "./entrances";
import { expectedOf } from "./expected";
import { expect, test } from "./harness";
import { inParallel } from "./http";
import { callAction } from "./outcome";

const nobody = { name: "waits for a second factor", is: null };

test("a password alone opens nothing to who has a second factor: not a page, a route or an action", async ({
  world,
  http,
}) => {
  const { email } = await createEnrolled(world.database.db);
  const { cookie, answer } = await signIn(http, { email, password: TEST_PASSWORD });
  expect(cookie, "no session yet").toBe("");
  const waiting = (answer.headers["set-cookie"] ?? []).map((one) => one.split(";")[0]).join("; ");
  expect(waiting).toContain("-pending=");
  const isAsked = (name: string) => !name.includes("(auth)/sign-in") && !name.includes("/sign-in/factor");
  const entrances = (await findEntrances()).filter(({ name }) => isAsked(name));
  const faults = await inParallel(entrances, async (entrance) => {
    const caller = { ...nobody, cookie: waiting };
    const expected = expectedOf(entrance, rowOf(entrance), caller);
    if (expected !== "unauthenticated") return [];
    const { code } = await ask(http, entrance, caller, world.pairs.Quokka.ids);
    return code === "unauthenticated" ? [] : [`${entrance.name}: ${code}`];
  });
  expect(entrances.length).toBeGreaterThan(200);
  expect(faults.flat()).toEqual([]);
});

test("the second factor completes a sign-in once, and one that is proven again gives the session another id", async ({
  world,
  http,
}) => {
  const { email, secret, recoveryCodes } = await createEnrolled(world.database.db);
  const { answer } = await signIn(http, { email, password: TEST_PASSWORD });
  const waiting = (answer.headers["set-cookie"] ?? []).map((one) => one.split(";")[0]).join("; ");
  const code = codeOf(secret);
  const submit = await actionNamed("submitCode");
  const wrong = await callAction(http, submit, waiting, { code: code === "000000" ? "111111" : "000000" });
  expect(wrong.code).toBe("invalid_input");
  const right = await callAction(http, submit, waiting, { code });
  const session = (right.answer.headers["set-cookie"] ?? [])
    .map((one) => one.split(";")[0] ?? "")
    .findLast((one) => one.includes("-session=") && !one.endsWith("="))!;
  expect((await http.send({ path: "/overview", headers: { cookie: session } })).status).toBe(200);
  const again = await callAction(http, submit, waiting, { code });
  expect(again.code, "the same code and the same waiting sign-in").toBe("unauthenticated");

  const proof = await http.send({
    method: "POST",
    path: "/api/account/factor",
    headers: { cookie: session, origin: http.origin, "content-type": "application/json" },
    body: JSON.stringify({ code: recoveryCodes[0] }),
  });
  expect(proof.status).toBe(204);
  const renewed = String(proof.headers["set-cookie"]?.[0]).split(";")[0]!;
  expect(renewed).not.toBe(session);
  expect((await http.send({ path: "/overview", headers: { cookie: renewed } })).status).toBe(200);
  expect((await http.send({ path: "/overview", headers: { cookie: session } })).status, "the id of before").toBe(307);
});
