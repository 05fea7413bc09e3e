import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/** What the product's code holds nowhere but in the files that are named with a reason: each is how a class of holes comes in. */
interface Rule {
  name: string;
  pattern: RegExp;
  except?: Record<string, string>;
}

const root = path.resolve(import.meta.dirname, "..");

const RULES: Rule[] = [
  { name: "code made of text", pattern: /\beval\(|\bnew Function\(|node:vm"|\bsetTimeout\("/ },
  {
    name: "markup made of text",
    pattern: /dangerouslySetInnerHTML|\.(inner|outer)HTML\b|document\.write|insertAdjacentHTML/,
  },
  { name: "answers that other origins may read", pattern: /access-control-allow/i },
  {
    name: "messages between windows, and JSONP",
    pattern: /\bpostMessage\(|addEventListener\(\s*"message"|[?&]callback=/,
  },
  { name: "WebSockets and WebRTC", pattern: /\bnew WebSocket\(|from "ws"|RTCPeerConnection/ },
  { name: "data kept in the browser", pattern: /\b(local|session)Storage\b|\bindexedDB\b|document\.cookie/ },
  {
    name: "fields that take no pasting, or passwords that can be read",
    pattern: /onPaste|name="(\w*P|p)assword"(?! type="password")/,
  },
  {
    name: "lines beside the log",
    pattern: /\bconsole\.\w+\(|process\.std(out|err)\.write/,
    except: {
      "agent/commands/doctor.ts": "a command",
      "agent/commands/enroll.ts": "a command",
      "agent/commands/inventory.ts": "a command",
      "agent/commands/mend-engine.ts": "a command",
      "agent/main.ts": "a command",
      "db/migrate.ts": "a command",
      "db/seed/main.ts": "a command",
      "probe/main.ts": "a command",
    },
  },
  { name: "commands for a shell", pattern: /\bexecSync\(|[^.\w]exec\(|shell: true/ },
  {
    name: "programs started",
    pattern: /from "node:child_process"/,
    except: {
      "agent/accelerators/live-tools.ts": "the vendors' own tools, by fixed names and arguments",
      "agent/telemetry/sampler.ts": "the vendors' own tools, by fixed names and arguments",
      "agent/runtime/firewall.ts": "the kernel's firewall, by fixed names and arguments",
      "agent/doctor/check-host.ts": "timedatectl, with fixed arguments",
      "db/cluster.ts": "the embedded PostgreSQL of development",
      "db/cluster-home.ts": "the embedded PostgreSQL of development",
    },
  },
  {
    name: "SQL that is not parametrised",
    pattern: /\bsql\.raw\(/,
    except: {
      "db/arrays.ts": "the name of a type, a constant of the caller's",
      "db/seed/reference.ts": "names of our own columns",
      "lib/catalog/dated-line.ts": "names of our own tables",
      "lib/catalog/end-contract.ts": "names of our own tables",
      "lib/compliance/find-matches.ts": "a constant of ours",
      "lib/compliance/replace-parties.ts": "names of our own columns",
      "lib/fleet/leasable.ts": "a constant of ours",
      "lib/fleet/telemetry/read-series.ts": "names of our own tables and columns, and constant intervals",
      "lib/fleet/telemetry/roll-up-telemetry.ts": "names of our own tables and columns",
      "lib/leases/pin-announced-prices.ts": "a constant interval",
      "lib/ledger/high-water.ts": "a constant of ours",
      "lib/metering/audit-books.ts": "the invariants' own text",
      "lib/operations/metrics/read-gauges.ts": "the gauges' own text, and a constant",
    },
  },
  {
    name: "regular expressions made of values",
    pattern: /\bnew RegExp\(/,
    except: {
      "agent/runtime/host-limits.ts": "names of limits, constants of the caller's",
      "lib/core/api-key.ts": "constants of the key's form",
      "lib/core/compliance/fold-name.ts": "letters of our own table",
    },
  },
  {
    name: "random numbers that can be guessed",
    pattern: /Math\.random/,
    except: {
      "agent/transport/backoff.ts": "spreads waits",
      "db/migrate.ts": "spreads waits",
    },
  },
  { name: "broken hashes and ciphers", pattern: /createHash\(\s*"(md5|sha1)"|createCipheriv\(\s*"(?!aes-256-gcm")/ },
  {
    name: "TLS without a look at the certificate",
    pattern: /rejectUnauthorized:\s*false|NODE_TLS_REJECT_UNAUTHORIZED|minVersion:|secureProtocol:/,
  },
  {
    name: "connections that we open",
    pattern:
      /(?<!\.)\bfetch\(|from "node:(https?|net|tls|dns|dns\/promises|dgram)"|\bnew (pg\.Pool|pg\.Client|Docker|Stripe)\(|\bcreateTransport\(/,
    // docs/security/communication.md says of each where it leads
    except: {
      "agent/doctor/check-engine.ts": "the container engine's socket on the host",
      "agent/doctor/check-host.ts": "reads addresses, opens none",
      "agent/doctor/check-platform.ts": "the platform, for its operator to see what is in the way",
      "agent/facts.ts": "which address of the host leads to the platform",
      "agent/options.ts": "reads addresses, opens none",
      "agent/runtime/engine.ts": "the container engine's socket on the host",
      "agent/runtime/ssh-probe.ts": "the instance on its own host",
      "agent/runtime/ssh-host-key.ts": "the instance on its own host",
      "probe/look.ts": "what hosts advertise for SSH, each address checked; nothing is sent",
      "agent/state.ts": "a lock on the host itself",
      "agent/telemetry/metrics-server.ts": "listens, on loopback unless told otherwise",
      "agent/transport/http.ts": "the platform",
      "components/compliance/post-form.ts": "a browser to this site",
      "components/fleet/use-enrolment-progress.ts": "a browser to this site",
      "components/identity/own-api.ts": "a browser to this site",
      "components/leases/use-live-lease.ts": "a browser to this site",
      "db/client.ts": "PostgreSQL",
      "db/cluster.ts": "PostgreSQL of development",
      "db/login.ts": "PostgreSQL",
      "db/migrate.ts": "PostgreSQL",
      "db/notifications.ts": "PostgreSQL",
      "lib/identity/keys/address-list.ts": "reads addresses, opens none",
      "lib/mail/smtp.ts": "the mail server of the environment",
      "lib/web/oauth-providers.ts": "GitHub, where signing in by it is configured",
      "lib/security/fetch-public.ts": "public addresses that customers give, each checked",
      "lib/security/public-address.ts": "reads addresses, opens none",
      "lib/stripe/client.ts": "Stripe",
      "web/client-address.ts": "reads addresses, opens none",
      "web/server.ts": "listens",
      "worker/metrics-server.ts": "listens on loopback",
    },
  },
];

const files = globSync("{app,agent,components,db,lib,probe,web,worker}/**/*.{ts,tsx}", { cwd: root })
  .concat("proxy.ts", "next.config.js")
  .filter((file) => !/\.test\.tsx?$|\/testing\//.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));

describe("the product's code", () => {
  test.each(RULES)("has no $name but where that is said", ({ pattern, except = {} }) => {
    const found = files.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
    expect(found.filter((file) => !(file in except))).toEqual([]);
  });

  test("is looked at, and what a rule is about would be found", () => {
    expect(files.length).toBeGreaterThan(500);
    const planted = 'eval("1"); el.innerHTML = x; localStorage.x = 1; await fetch("http://x"); createHash("md5")';
    expect(RULES.filter(({ pattern }) => pattern.test(planted)).map(({ name }) => name)).toEqual([
      "code made of text",
      "markup made of text",
      "data kept in the browser",
      "broken hashes and ciphers",
      "connections that we open",
    ]);
  });
});
