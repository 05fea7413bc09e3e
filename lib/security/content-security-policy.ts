export interface PolicyOptions {
  nonce: string;
  /** Browsers come by https. */
  isHttps: boolean;
  /** Where a form's answer may lead besides this site: who takes payments, who signs people in. */
  formTargets: string[];
  /** `next dev` evaluates code and listens for changes. */
  isDevelopment: boolean;
}

/** What a form that was sent before its page could run scripts is redirected to; the rest goes by script, which no directive bounds. */
export const FORM_TARGETS = [
  "https://checkout.stripe.com",
  "https://billing.stripe.com",
  "https://connect.stripe.com",
  "https://github.com",
  "https://accounts.google.com",
];

/**
 * What a page may load. Scripts run with the request's nonce or because such a script has loaded them. Styles may be inline: the server renders
 * style attributes (charts, widths of bars), and sonner and the scroll lock of dialogs write style elements that they give no nonce to; a
 * style can neither run nor, with every source being this site, tell anybody anything.
 */
export function contentSecurityPolicy({ nonce, isHttps, formTargets, isDevelopment }: PolicyOptions): string {
  const directives: [string, ...string[]][] = [
    ["default-src", "'self'"],
    ["script-src", `'nonce-${nonce}'`, "'strict-dynamic'", ...(isDevelopment ? ["'unsafe-eval'"] : [])],
    ["style-src", "'self'", "'unsafe-inline'"],
    ["img-src", "'self'", "data:"],
    ["font-src", "'self'"],
    ["connect-src", "'self'", ...(isDevelopment ? ["ws:"] : [])],
    ["frame-src", "'none'"],
    ["frame-ancestors", "'none'"],
    ["base-uri", "'none'"],
    ["object-src", "'none'"],
    ["form-action", "'self'", ...formTargets],
  ];
  const written = directives.map((words) => words.join(" "));
  return [...written, ...(isHttps ? ["upgrade-insecure-requests"] : [])].join("; ");
}
