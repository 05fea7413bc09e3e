import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { root } from "./dependencies.mjs";

/** The agent as one file that Node alone runs, beside its unit and the recipe of its image: `node bin/agent-bundle.mjs [folder]`. */
const out = path.resolve(process.argv[2] ?? path.join(root, "dist"));
const packaging = path.join(root, "agent/packaging");
const leftOut = path.join(packaging, "left-out.cjs");

mkdirSync(out, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ["agent/main.ts"],
  outfile: path.join(out, "agent.mjs"),
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  alias: { ssh2: leftOut, "@grpc/grpc-js": leftOut, "@grpc/proto-loader": leftOut },
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url), __dirname = import.meta.dirname;',
  },
  legalComments: "eof",
  logLevel: "warning",
});
for (const name of ["Dockerfile", "base.dockerfile", "container.sh", "openhall-agent.service"])
  copyFileSync(path.join(packaging, name), path.join(out, name));
cpSync(path.join(root, "stand-ins/accelerators/profiles"), path.join(out, "profiles"), { recursive: true });
console.log(`${out}: agent.mjs, Dockerfile, base.dockerfile, container.sh, openhall-agent.service, profiles`);
