import { beforeAll, describe, expect, it } from "vitest";
import { type Contract, loadContract } from "./contract";
import { findMismatch } from "./find-mismatch";
import { parseForm } from "./form";
import { readParameters } from "./read-parameters";

let contract: Contract;
beforeAll(async () => {
  contract = await loadContract();
});

const read = (method: string, path: string, form: string) => {
  const operation = contract.match(method, path)!;
  return readParameters(contract, operation.params, parseForm(form), "form");
};

describe("the contract that is read from the SDK", () => {
  it("knows the operations and their paths", () => {
    expect(contract.match("POST", "/v1/refunds")?.name).toBe("POST /v1/refunds");
    expect(contract.match("GET", "/v1/refunds/re_1")?.ids).toEqual(["re_1"]);
    expect(contract.match("POST", "/v1/invoices/create_preview")?.name).toBe("POST /v1/invoices/create_preview");
    expect(contract.match("GET", "/v1/nothing")).toBeNull();
    expect(contract.match("DELETE", "/v1/refunds")).toBeNull();
  });

  it("knows the events of both kinds, and no others", () => {
    expect(contract.hasEventType("charge.dispute.funds_withdrawn")).toBe(true);
    expect(contract.hasEventType("v2.core.account[requirements].updated")).toBe(true);
    expect(contract.hasEventType("charge.dispute.funds_withdrew")).toBe(false);
  });

  it("reads nested forms into numbers, booleans and lists", () => {
    const params = read(
      "POST",
      "/v1/checkout/sessions",
      "mode=payment&success_url=x&line_items[0][quantity]=2&automatic_tax[enabled]=true&metadata[a]=12&expand[]=customer",
    );
    expect(params).toEqual({
      mode: "payment",
      success_url: "x",
      line_items: [{ quantity: 2 }],
      automatic_tax: { enabled: true },
      metadata: { a: "12" },
      expand: ["customer"],
    });
  });

  it.each([
    ["an unknown parameter", "payment_intent=pi_1&bogus=1", "parameter_unknown", "bogus"],
    ["a wrong type", "payment_intent=pi_1&amount=ten", "parameter_invalid_integer", "amount"],
    ["a fraction of a cent", "payment_intent=pi_1&amount=10.5", "parameter_invalid_integer", "amount"],
    ["a value outside a closed enum", "payment_intent=pi_1&reason=regret", undefined, "reason"],
  ])("refuses %s", (_, form, code, param) => {
    expect(() => read("POST", "/v1/refunds", form)).toThrow(
      expect.objectContaining({ status: 400, body: expect.objectContaining({ param, ...(code && { code }) }) }),
    );
  });

  it("refuses what is missing, however deep", () => {
    expect(() => read("POST", "/v1/transfers", "currency=usd")).toThrow("Missing required param: destination.");
    expect(() => read("POST", "/v1/checkout/sessions", "line_items[0][price_data][unit_amount]=5")).toThrow(
      "Missing required param: line_items[0][price_data][currency].",
    );
  });

  it("refuses the parameters that this version has dropped", () => {
    expect(() => read("POST", "/v1/payment_intents", "amount=1&currency=usd&payment_method_types[]=card")).toThrow(
      "Received unknown parameter: payment_method_types",
    );
    expect(() => read("POST", "/v1/checkout/sessions", "ui_mode=embedded")).toThrow("must be one of");
  });

  it("says where an answer differs from its type", () => {
    const schema = contract.match("GET", "/v1/refunds/re_1")!.answer;
    const refund = contract.blank(schema) as Record<string, unknown>;
    expect(findMismatch(contract, schema, refund)).toBeNull();
    expect(findMismatch(contract, schema, { ...refund, reason: "regret" })).toContain("answer.reason");
    expect(findMismatch(contract, schema, { ...refund, colour: "red" })).toBe("answer.colour is no field of it");
    expect(findMismatch(contract, schema, { ...refund, amount: undefined })).toBe("answer.amount is missing");
  });
});
