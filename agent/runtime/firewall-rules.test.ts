import { expect, test } from "vitest";
import { ipv4Chains, restoreScript } from "./firewall-rules";

const chains = ipv4Chains(["10.0.0.53", "127.0.0.53", "fd00::1"]);

/** As `iptables-save` says it once the script is in. */
function saved(change: (lines: string[]) => string[] = (lines) => lines): string {
  const rules = chains.flatMap(({ name, rules }) => rules.map((rule) => `-A ${name} ${rule}`));
  const jumps = chains.map(({ name, from }) => `-A ${from} -j ${name}`);
  return [
    "*filter",
    ":DOCKER-USER - [0:0]",
    ...change([...jumps, "-A DOCKER-USER -j RETURN", ...rules]),
    "COMMIT",
  ].join("\n");
}

test("a table that holds the rules is left alone", () => {
  expect(restoreScript(saved(), chains)).toBeNull();
});

test("an empty table gets both chains, first where packets come by", () => {
  const script = restoreScript("*filter\n:DOCKER-USER - [0:0]\n-A DOCKER-USER -j RETURN\nCOMMIT\n", chains);
  expect(script).toContain(":OPENHALL-FORWARD - [0:0]");
  expect(script).toContain("-I DOCKER-USER 1 -j OPENHALL-FORWARD");
  expect(script).toContain("-I INPUT 1 -j OPENHALL-INPUT");
  expect(script).toContain("-A OPENHALL-FORWARD -d 169.254.0.0/16 -i ohl+ -j REJECT");
});

test("a rule that is gone, a jump that is gone, second or double, is mended and nothing else touched", () => {
  const without = (text: string) =>
    restoreScript(
      saved((lines) => lines.filter((line) => !line.includes(text))),
      chains,
    );
  expect(without("-d 10.0.0.0/8")).toContain(":OPENHALL-FORWARD");
  expect(without("-d 10.0.0.0/8")).not.toContain(":OPENHALL-INPUT");
  expect(without("-j OPENHALL-INPUT")).toContain("-I INPUT 1 -j OPENHALL-INPUT");
  const second = restoreScript(
    saved((lines) => ["-A INPUT -j ACCEPT", ...lines]),
    chains,
  );
  expect(second).toContain("-D INPUT -j OPENHALL-INPUT");
  const double = restoreScript(
    saved((lines) => ["-A INPUT -j OPENHALL-INPUT", ...lines]),
    chains,
  );
  expect(double?.match(/-D INPUT/g)).toHaveLength(2);
});

test("resolvers are asked for names alone, and those that are nobody else's address not at all", () => {
  const rules = chains[0]?.rules.filter((rule) => rule.includes("--dport")) ?? [];
  expect(rules).toEqual(
    ["udp", "tcp"].map((protocol) => `-d 10.0.0.53/32 -i ohl+ -p ${protocol} --dport 53 -j RETURN`),
  );
});

test("other resolvers make other chains", () => {
  expect(restoreScript(saved(), ipv4Chains(["10.0.0.54", "127.0.0.53"]))).not.toBeNull();
});
