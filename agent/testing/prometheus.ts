export interface ScrapedSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const COMMENT = /^# (HELP [a-zA-Z_:][\w:]* .+|TYPE [a-zA-Z_:][\w:]* (gauge|counter|histogram|summary|untyped))$/;
const SAMPLE =
  /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?[\d.]+(?:e[+-]?\d+)?|NaN|[+-]Inf)$/i;

/** As a scraper reads the text format: a line that is none of it, or a sample whose kind was not said before it, is an error. */
export function parseScrape(text: string): ScrapedSample[] {
  const typed = new Set<string>();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      if (line.startsWith("#")) {
        if (!COMMENT.test(line)) throw new Error(`no comment of Prometheus: ${line}`);
        if (line.startsWith("# TYPE")) typed.add(line.split(" ")[2]!);
        return [];
      }
      const [, name = "", labels = "", value = ""] = SAMPLE.exec(line) ?? [];
      if (!typed.has(name)) throw new Error(`no sample of a known kind: ${line}`);
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]);
      return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
    });
}
