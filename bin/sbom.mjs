import { writeFileSync } from "node:fs";
import path from "node:path";
import { root, runQuietly } from "./dependencies.mjs";

const usage = "npm run sbom [-- <file>]";

/** What is shipped, in CycloneDX, made of the lock file; into .openhall/sbom.json unless a file is named. */
async function main() {
  const [file = ".openhall/sbom.json", ...rest] = process.argv.slice(2);
  if (rest.length > 0 || file.startsWith("-")) {
    console.error(usage);
    process.exit(2);
  }
  const args = ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"];
  const { code, text } = await runQuietly("npm", args, { cwd: root });
  const start = text.indexOf("{");
  if (code !== 0 || start < 0) {
    console.error(text);
    process.exit(1);
  }
  const sbom = JSON.parse(text.slice(start, text.lastIndexOf("}") + 1));
  writeFileSync(path.resolve(root, file), `${JSON.stringify(sbom, null, 2)}\n`);
  console.log(`${file}: ${sbom.components.length} components, ${sbom.bomFormat} ${sbom.specVersion}`);
}

await main();
