import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { build, type Plugin } from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");

/** One change to the source text, which must be found exactly `times` times. */
export interface Mutation {
  file: string;
  find: string;
  replace: string;
  times?: number;
}

export interface Bundle {
  file: string;
  remove(): void;
}

/** The child with everything that it runs in one file, so that it starts in a tenth of a second; with a bug put in where one is asked for. */
export async function bundleChild(mutations: readonly Mutation[] = [], entry = "child.ts"): Promise<Bundle> {
  const parent = path.join(root, ".openhall");
  mkdirSync(parent, { recursive: true });
  const dir = mkdtempSync(path.join(parent, "proof-"));
  const file = path.join(dir, "child.cjs");
  const applied = new Set<Mutation>();
  try {
    await build({
      entryPoints: [path.join(root, "proof/crash", entry)],
      outfile: file,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      tsconfig: path.join(root, "tsconfig.json"),
      external: ["@node-rs/argon2", "pg-native", "typescript"],
      define: { "import.meta.url": "__importMetaUrl", "import.meta.dirname": "__dirname" },
      banner: { js: 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
      plugins: mutations.length > 0 ? [mutator(mutations, applied)] : [],
      logLevel: "error",
    });
    const missed = mutations.filter((mutation) => !applied.has(mutation));
    if (missed.length > 0) throw new Error(`Not in the bundle: ${missed.map((one) => one.file).join(", ")}`);
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
  return { file, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A mutation that no longer fits the source is an error, never a mutant that passes for caught or for harmless. */
function mutated(contents: string, { file, find, replace, times = 1 }: Mutation): string {
  const found = contents.split(find).length - 1;
  if (found !== times) throw new Error(`${file} has ${found} times, not ${times}: ${find}`);
  return contents.replaceAll(find, () => replace);
}

/** Throws where one of them does not fit the source, as building with it would. */
export function assertFits(mutations: readonly Mutation[]): void {
  const contents = new Map<string, string>();
  for (const mutation of mutations) {
    const { file } = mutation;
    contents.set(file, mutated(contents.get(file) ?? readFileSync(path.join(root, file), "utf8"), mutation));
  }
}

function mutator(mutations: readonly Mutation[], applied: Set<Mutation>): Plugin {
  return {
    name: "mutate",
    setup(hooks) {
      hooks.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const own = mutations.filter((mutation) => path.join(root, mutation.file) === file);
        if (own.length === 0) return null;
        let contents = readFileSync(file, "utf8");
        for (const mutation of own) {
          contents = mutated(contents, mutation);
          applied.add(mutation);
        }
        return { contents, loader: "ts" };
      });
    },
  };
}
