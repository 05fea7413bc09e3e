import { expect, test } from "vitest";
import type { Context } from "@/lib/context";
import { AppError, ERROR_CODES } from "@/lib/errors";
import { wrongFactor } from "@/lib/identity/second-factor";
import { describeRefusal, UnreadableRequest } from "./refusal";

const client = { address: "203.0.113.7", userAgent: "curl/8" };
const actor = { type: "user", userId: "usr_1", organizationId: "org_1", email: "ada@example.com" } as Context["actor"];

test("who is refused by a guard is told to the log, with the request, the account and the address", () => {
  expect(
    describeRefusal(new AppError("forbidden", "Your role does not allow this."), "req_1", { actor, client }),
  ).toEqual({
    requestId: "req_1",
    code: "forbidden",
    reason: "Your role does not allow this.",
    actor: "user",
    userId: "usr_1",
    organizationId: "org_1",
    ...client,
  });
  const guess = describeRefusal(new AppError("unauthenticated", "No."), "req_2", {
    actor: { type: "anonymous" },
    client,
  });
  expect(guess).toMatchObject({ code: "unauthenticated", actor: "anonymous", address: client.address });
  expect(describeRefusal(new UnreadableRequest(403, "Another site."), "req_3")).toMatchObject({ code: "forbidden" });
});

test("a wrong code or password of somebody known is told to the log, with whose it was", () => {
  const told = describeRefusal(wrongFactor("usr_2"), "req_4", { actor: { type: "anonymous" }, client });
  expect(told).toMatchObject({ code: "invalid_input", failedProof: "factor", userId: "usr_2", ...client });
});

test("what is wrong with an input, or not there, is no line of its own", () => {
  const told = ERROR_CODES.filter((code) => describeRefusal(new AppError(code, "No."), "req_1") !== null);
  expect(told).toEqual(["unauthenticated", "forbidden", "second_factor_required", "rate_limited"]);
});
