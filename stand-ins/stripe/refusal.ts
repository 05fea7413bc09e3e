export interface StripeErrorBody {
  type: "invalid_request_error" | "card_error" | "idempotency_error" | "api_error" | "rate_limit_error";
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  [detail: string]: unknown;
}

/** An answer that Stripe gives instead of doing what was asked. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: StripeErrorBody,
  ) {
    super(body.message);
  }
}

export const invalid = (message: string, param?: string, code?: string, status = 400): Refusal =>
  new Refusal(status, { type: "invalid_request_error", message, ...(param && { param }), ...(code && { code }) });
