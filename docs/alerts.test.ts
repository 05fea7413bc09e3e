import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { watchPool } from "@/lib/operations/metrics/pool-metrics";
import { GAUGE_NAMES } from "@/lib/operations/metrics/read-gauges";
import { processMetrics } from "@/lib/operations/metrics/registry";

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
}

const root = path.dirname(import.meta.dirname);
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const pages = globSync("docs/runbook/*.md", { cwd: root });
/** How to do something, which no figure asks for. */
// the first is told of by a notice and a mail
const withoutAlert = ["docs/runbook/locked-host.md", "docs/runbook/restore.md", "docs/runbook/migration.md"];
const headings = ["What it means", "How it is seen", "What to do", "How to know it is over"];

const rulesOf = (text: string) => (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules);

/** Names without what a histogram adds to them; `up` and `absent` are Prometheus' own. */
const metricsIn = (text: string) =>
  [...text.matchAll(/\b(?:openhall|process|nodejs)_[a-z_]+/g)].map(([name]) =>
    name.replace(/_(bucket|count|sum)$/, ""),
  );

function exported(): Set<string> {
  watchPool({ totalCount: 0, idleCount: 0, waitingCount: 0, options: {} } as never);
  return new Set([
    ...processMetrics()
      .registry.getMetricsAsArray()
      .map(({ name }) => name),
    ...GAUGE_NAMES,
    "openhall_gauge_failures",
  ]);
}

function faultsOf(text: string): string[] {
  const known = exported();
  return rulesOf(text).flatMap(({ alert, expr, labels, annotations }) => [
    ...metricsIn(expr)
      .filter((name) => !known.has(name))
      .map((name) => `${alert}: ${name} is not exported`),
    ...(/\b(openhall_|up\b)/.test(expr) ? [] : [`${alert}: asks for no figure`]),
    ...(pages.includes(annotations.runbook) ? [] : [`${alert}: ${annotations.runbook} is not there`]),
    ...(["page", "ticket"].includes(labels.severity) && annotations.summary
      ? []
      : [`${alert}: severity or summary missing`]),
  ]);
}

test("each alert names figures that are exported and a page of the runbook that is there", () => {
  expect(rulesOf(read("docs/alerts.yml")).length).toBeGreaterThan(15);
  expect(faultsOf(read("docs/alerts.yml"))).toEqual([]);
});

test("an unknown figure and a missing page would be found", () => {
  const bad = read("docs/alerts.yml")
    .replace("openhall_workers_alive", "openhall_workers_living")
    .replace("runbook/mail-stuck.md", "runbook/mails.md");
  expect(faultsOf(bad)).toEqual([
    "NoWorker: openhall_workers_living is not exported",
    "MailStuck: docs/runbook/mails.md is not there",
  ]);
});

test("each page of the runbook has its four parts, and an alert that leads to it", () => {
  const led = new Set(rulesOf(read("docs/alerts.yml")).map(({ annotations }) => annotations.runbook));
  for (const page of pages) {
    const found = [...read(page).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(found, page).toEqual(headings);
    expect(led.has(page) || withoutAlert.includes(page), `${page} is led to`).toBe(true);
  }
});

test("what the runbook names is there: commands, desk pages, figures, other pages", () => {
  const { scripts } = JSON.parse(read("package.json"));
  const known = exported();
  for (const page of pages) {
    const text = read(page);
    for (const [, name] of text.matchAll(/npm run ([a-z]+)/g)) expect(scripts, page).toHaveProperty(name!);
    for (const [address] of text.matchAll(/\/desk(?:\/[a-z-]+)*/g))
      expect(globSync(`app/(desk)${address}/**/page.tsx`, { cwd: root }).length, `${page}: ${address}`).toBeGreaterThan(
        0,
      );
    for (const name of metricsIn(text.replaceAll(/openhall_(app|platform|web)\b/g, "")))
      expect(known, `${page}: ${name}`).toContain(name);
    for (const [name] of text.matchAll(/\b[a-z-]+\.md\b/g))
      expect(existsSync(path.join(root, "docs/runbook", name)), `${page}: ${name}`).toBe(true);
  }
});
