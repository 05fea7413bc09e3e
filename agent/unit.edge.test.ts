import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { statesOf } from "./testing/billing-platform";
import { OperatorHost } from "./testing/operator-host";
import { PATIENCE_MS } from "./testing/rig";
import { canRunSystemd, Systemd } from "./testing/systemd";

const AGENT = "/opt/openhall/agent.mjs";
const STATE_DIR = "/var/lib/openhall-agent";

describe.runIf(canRunSystemd())("under systemd", () => {
  let host: OperatorHost;
  let systemd: Systemd;

  const show = (property: string) =>
    systemd.run("systemctl", "show", "--value", "-p", property, "openhall-agent").trim();
  const explain = () => systemd.output();

  beforeAll(async () => {
    host = await OperatorHost.open("unit");
    const unit = readFileSync(join(host.dist, "openhall-agent.service"), "utf8");
    systemd = await Systemd.start({
      dir: join(host.stateDir, "systemd"),
      netnsPath: host.engine.netnsPath!,
      files: { "/etc/openhall-units/openhall-agent.service": unit },
      binds: {
        [process.execPath]: "/usr/bin/node",
        [host.dist]: "/opt/openhall",
        [host.engine.socketPath]: "/run/docker.sock",
        [host.engine.agentStateDir]: STATE_DIR,
      },
    });
  }, 240_000);
  afterAll(async () => {
    await systemd?.stop();
    await host?.close();
  }, 2 * PATIENCE_MS);

  test(
    "the agent's unit boots a lease with two capabilities and no way to more, and comes back after a kill, a restart and a stop without a gap in the bill",
    async () => {
      const { platform } = host;
      const enrolment = [`OPENHALL_AGENT_STATE_DIR=${STATE_DIR}`, "/usr/bin/node", AGENT, ...host.enrolment];
      expect(await systemd.runAlong("env", ...enrolment)).toMatchObject({ code: 0 });
      systemd.run("systemctl", "start", "openhall-agent");
      const lease = await host.launch(explain);
      const { id, containerId } = lease;
      expect(await host.facts()).toMatchObject({ problems: [], isolation: { firewall: true, seccomp: true } });
      const status = systemd.run("cat", `/proc/${show("MainPID")}/status`);
      // NET_ADMIN and NET_RAW
      for (const set of ["CapEff", "CapPrm", "CapBnd"]) expect(status).toContain(`${set}:\t0000000000003000\n`);
      expect(status).toMatch(/^NoNewPrivs:\t1$/m);
      expect(status).toMatch(/^Seccomp:\t2$/m);

      const first = show("MainPID");
      systemd.run("kill", "-9", first);
      await platform.proven(id, lease, 4_000);
      expect(show("MainPID")).not.toBe(first);
      expect(show("NRestarts")).toBe("1");
      systemd.run("systemctl", "restart", "openhall-agent");
      const restarted = await platform.until(id, () => true);
      await platform.proven(id, restarted, 2_000);
      expect(await host.instances()).toEqual([[containerId, "running"]]);

      systemd.run("systemctl", "stop", "openhall-agent");
      expect([show("Result"), show("ExecMainStatus")]).toEqual(["success", "0"]);
      expect(await host.instances()).toEqual([[containerId, "running"]]);
      systemd.run("systemctl", "start", "openhall-agent");
      expect(statesOf(await platform.billToEnd(id))).toEqual(["running"]);
    },
    10 * PATIENCE_MS,
  );
});
