import { createHash } from "node:crypto";
import { createServer } from "node:http";

/**
 * An image registry's side of a pull that fails, one way a repository. It runs in a simulated host's network namespace, where an engine
 * trusts a registry on its own loopback without TLS.
 */
const [port = "5000"] = process.argv.slice(2);

const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: "application/vnd.docker.distribution.manifest.list.v2+json",
  manifests: [
    {
      mediaType: "application/vnd.docker.distribution.manifest.v2+json",
      size: 500,
      digest: `sha256:${"0".repeat(64)}`,
      platform: { architecture: "s390x", os: "linux" },
    },
  ],
});

const refusal = (code, message) => JSON.stringify({ errors: [{ code, message }] });

function answer(path, response) {
  const send = (status, body, headers = {}) => {
    response.writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      ...headers,
    });
    response.end(body);
  };
  response.setHeader("docker-distribution-api-version", "registry/2.0");
  if (path === "/v2/") return send(200, "{}");
  if (path.startsWith("/v2/private/")) return send(401, refusal("UNAUTHORIZED", "authentication required"));
  if (path.startsWith("/v2/busy/")) return send(503, refusal("UNAVAILABLE", "service unavailable"));
  if (path.startsWith("/v2/other-machine/manifests/")) {
    const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
    return send(200, manifest, {
      "content-type": "application/vnd.docker.distribution.manifest.list.v2+json",
      "docker-content-digest": digest,
    });
  }
  return send(404, refusal("MANIFEST_UNKNOWN", "manifest unknown"));
}

createServer((request, response) => answer(new URL(request.url ?? "/", "http://images").pathname, response)).listen(
  Number(port),
  "127.0.0.1",
  () => console.log("listening"),
);
