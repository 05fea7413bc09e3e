import { registerHooks } from "node:module";

/**
 * Lets Node import what Next bundles: Next's own entry points have no exports map, so that Node finds them by their file names alone, and
 * a bundler takes JSON without being told that it is.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (/^next\/[a-z-]+$/.test(specifier)) return next(`${specifier}.js`, context);
    const found = next(specifier, context);
    if (!context.conditions.includes("import")) return found;
    return specifier.endsWith(".json") ? { ...found, importAttributes: { type: "json" } } : found;
  },
});
