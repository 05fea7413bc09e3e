import type { CaughtMail } from "./mailbox";

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (character) => entities[character]!);

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 3rem; }
.banner { background: #fde68a; color: #422006; margin: 0 -1rem 1.5rem; padding: .5rem 1rem; }
table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid #8886; padding: .4rem .5rem .4rem 0; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
iframe { border: 1px solid #8886; height: 38rem; width: 100%; }
pre { border: 1px solid #8886; overflow-x: auto; padding: .75rem; white-space: pre-wrap; }
`;

function document(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title>
<style>${style}</style></head>
<body><p class="banner" role="note"><strong>Local mail catcher:</strong> nothing leaves this machine.</p>
<main><h1>${escaped(title)}</h1>${body}</main></body>
</html>`;
}

const time = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;

export function listPage(mails: CaughtMail[]): string {
  const rows = mails.map(
    ({ number, subject, to, receivedAt }) =>
      `<tr><td><a href="/mails/${number}">${escaped(subject || "(no subject)")}</a></td><td>${escaped(to.join(", "))}</td><td>${time(receivedAt)}</td></tr>`,
  );
  if (rows.length === 0)
    return document("Mails", "<p>None yet. What the worker sends appears here; load the page again.</p>");
  return document(
    "Mails",
    `<table><thead><tr><th>Subject</th><th>To</th><th>Received</th></tr></thead><tbody>${rows.join("")}</tbody></table>`,
  );
}

export function mailPage(mail: CaughtMail): string {
  const headers = Object.entries(mail.headers).map(([name, value]) => `${name}: ${value}`);
  return document(
    mail.subject || "(no subject)",
    `<p><a href="/">All mails</a></p>
<table><tr><th>From</th><td>${escaped(mail.from)}</td></tr><tr><th>To</th><td>${escaped(mail.to.join(", "))}</td></tr>
<tr><th>Received</th><td>${time(mail.receivedAt)}</td></tr><tr><th>Message-ID</th><td>${escaped(mail.messageId)}</td></tr></table>
<h2>HTML</h2><iframe title="The mail" src="/mails/${mail.number}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<h2>Text</h2><pre>${escaped(mail.text)}</pre>
<h2>Headers</h2><pre>${escaped(headers.join("\n"))}</pre>`,
  );
}

/** Links open beside the catcher, not inside its frame. */
export function withSafeLinks(html: string): string {
  return html.replace(/<head[^>]*>/i, (head) => `${head}<base target="_blank">`);
}
