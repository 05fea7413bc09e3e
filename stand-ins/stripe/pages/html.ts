const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Markup that may be put into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = Html | string | number | null | undefined | Piece[];

const render = (piece: Piece): string => {
  if (piece instanceof Html) return piece.text;
  if (Array.isArray(piece)) return piece.map(render).join("");
  return String(piece ?? "").replaceAll(/[&<>"']/g, (character) => entities[character]!);
};

/** A template whose values are escaped unless they are Html themselves. */
export const html = (parts: TemplateStringsArray, ...values: Piece[]): Html =>
  new Html(parts.map((part, position) => part + (position < values.length ? render(values[position]) : "")).join(""));

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 36rem; padding: 0 1rem 3rem; }
.banner { background: #fde68a; color: #422006; margin: 0 -1rem 1.5rem; padding: .5rem 1rem; }
.banner strong { display: inline; }
form { margin: 1rem 0; }
label { display: block; margin: .75rem 0 .25rem; }
input:not([type=checkbox]), select { box-sizing: border-box; font: inherit; padding: .4rem; width: 100%; }
button { display: block; font: inherit; margin: .5rem 0; padding: .5rem .75rem; text-align: left; width: 100%; }
table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid #8886; padding: .35rem 0; text-align: left; }
td:last-child, th:last-child { text-align: right; }
.error { border-left: 4px solid #dc2626; padding-left: .75rem; }
`;

export function document(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${new Html(style)}</style></head>
<body><p class="banner" role="note"><strong>Stripe stand-in:</strong> no real money moves.</p>
<main><h1>${title}</h1>${body}</main></body>
</html>`.text;
}

export function money(amount: number | null, currency: string | null): string {
  const code = (currency ?? "usd").toUpperCase();
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  return format.format((amount ?? 0) / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

export const errorNote = (message: string | null): Html =>
  message ? html`<p class="error" role="alert">${message}</p>` : html``;

export const spaced = (number: string): string => number.replaceAll(/(\d{4})(?=\d)/g, "$1 ");
