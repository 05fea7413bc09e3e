import { createRequire, registerHooks } from "node:module";

const require = createRequire(import.meta.url);
const named = "?named";

/** CommonJS whose exports only a bundler, and the loader that runs web and worker, can name. */
const unnamed = new Set(["ipaddr.js"]);

/**
 * Lets Node import what Next bundles: Next's own entry points have no exports map, so that Node finds them by their file names alone, and
 * a bundler takes JSON without being told that it is.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (/^next\/[a-z-]+$/.test(specifier)) return next(`${specifier}.js`, context);
    const found = next(specifier, context);
    if (!context.conditions.includes("import")) return found;
    if (unnamed.has(specifier)) return { url: `${found.url}${named}`, format: "module", shortCircuit: true };
    return specifier.endsWith(".json") ? { ...found, importAttributes: { type: "json" } } : found;
  },
  load(url, context, next) {
    if (!url.endsWith(named)) return next(url, context);
    const file = new URL(url.slice(0, -named.length)).pathname;
    const names = Object.keys(require(file)).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
    const source = `import { createRequire } from "node:module";
      const it = createRequire(${JSON.stringify(url)})(${JSON.stringify(file)});
      export default it;
      export const { ${names.join(", ")} } = it;`;
    return { format: "module", source, shortCircuit: true };
  },
});
