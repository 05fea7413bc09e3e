import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {{ index: number, uuid: string, reportedName: string, memoryMib: number, pciAddress: string }} Device
 * @typedef {{ vendor: string, driverVersion: string, accelerators: Device[] }} DevicesFile
 */

const nullDevice = { type: "c", major: 1, minor: 3 };

const vendors = {
  nvidia: { variable: "NVIDIA_VISIBLE_DEVICES", node: "nvidia", tool: "nvidia-smi", vendor: "NVIDIA" },
  ascend: { variable: "ASCEND_VISIBLE_DEVICES", node: "davinci", tool: "npu-smi", vendor: "Huawei" },
};

/** @param {string[]} environment @param {string} name */
const variable = (environment, name) =>
  environment.findLast((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

/**
 * The devices that the container asked for, as the vendor's runtime reads its variable.
 * @param {string} value @param {Device[]} devices @param {string} kind
 */
export function selectDevices(value, devices, kind) {
  if (value === "" || value === "none" || value === "void") return [];
  if (value === "all") return devices;
  return value.split(",").map((wanted) => {
    const device = devices.find(
      ({ index, uuid }) => String(index) === wanted || (kind === "nvidia" && uuid === wanted),
    );
    if (device) return device;
    throw new Error(
      kind === "nvidia"
        ? `nvidia-container-cli: device error: ${wanted}: unknown device: unknown`
        : `ascend-docker-runtime: invalid ASCEND_VISIBLE_DEVICES: device ${wanted} does not exist`,
    );
  });
}

/** @param {"nvidia" | "ascend"} kind @param {DevicesFile} host @param {string} bundle */
export function editBundle(kind, host, bundle) {
  const path = join(bundle, "config.json");
  const spec = JSON.parse(readFileSync(path, "utf8"));
  const { variable: name, node, tool, vendor } = vendors[kind];
  const known = host.vendor === vendor ? host.accelerators : [];
  const devices = selectDevices(variable(spec.process.env ?? [], name), known, kind);
  // a root without CAP_SYS_RESOURCE may not lower it
  if (spec.process.oomScoreAdj < 0) spec.process.oomScoreAdj = 0;
  if (devices.length > 0) {
    const nodes = devices.map(({ index }) => `/dev/${node}${index}`);
    nodes.push(...(kind === "nvidia" ? ["/dev/nvidiactl", "/dev/nvidia-uvm"] : ["/dev/davinci_manager"]));
    addNodes(spec, nodes);
    spec.linux.resources.devices ??= [];
    spec.linux.resources.devices.push({ allow: true, ...nullDevice, access: "rwm" });
    const source = join(bundle, tool);
    writeFileSync(source, toolScript(tool, host.driverVersion, devices));
    chmodSync(source, 0o755);
    const options = ["bind", "ro", "nosuid", "nodev"];
    spec.mounts.push({ destination: `/usr/bin/${tool}`, type: "bind", source, options });
  }
  writeFileSync(path, JSON.stringify(spec));
}

/**
 * In a user namespace nobody makes device nodes: runc binds the host's of the same name, and these the host does not have.
 * @param {any} spec @param {string[]} nodes
 */
function addNodes(spec, nodes) {
  const isRemapped = spec.linux.namespaces.some((/** @type {{ type: string }} */ { type }) => type === "user");
  spec.linux.devices ??= [];
  for (const node of nodes) {
    if (isRemapped) spec.mounts.push({ destination: node, type: "bind", source: "/dev/null", options: ["bind"] });
    else spec.linux.devices.push({ path: node, ...nullDevice, fileMode: 0o666, uid: 0, gid: 0 });
  }
}

/** @param {string} tool @param {string} driverVersion @param {Device[]} devices */
function toolScript(tool, driverVersion, devices) {
  // within a container NVIDIA's tool counts from 0, whatever the device nodes are called
  const inOrder = devices.toSorted((a, b) => a.index - b.index);
  const rows = inOrder.map(({ index, uuid, reportedName, memoryMib, pciAddress }, position) =>
    [tool === "nvidia-smi" ? position : index, reportedName, uuid, memoryMib, pciAddress, driverVersion].join("\t"),
  );
  const template = readFileSync(join(import.meta.dirname, `${tool}.sh`), "utf8");
  return template.replace("@DEVICES@", () => rows.join("\n"));
}

if (process.argv[1] === import.meta.filename) {
  const [kind, devicesFile, bundle] = process.argv.slice(2);
  try {
    if ((kind !== "nvidia" && kind !== "ascend") || !devicesFile || !bundle) throw new Error("bad arguments");
    editBundle(kind, JSON.parse(readFileSync(devicesFile, "utf8")), bundle);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
