import type { AcceleratorReport, DesiredInstance } from "@/lib/core/contracts/agent";
import { containerSpec, SpecError } from "./container-spec";
import { type Engine, isRefusal } from "./engine";
import { explainFailure } from "./failure";
import type { Firewall } from "./firewall";
import { readHardLimits, renderNodes } from "./host-limits";
import { PoolExhaustedError } from "./lease-networks";
import type { ActivePhase } from "./lease-record";
import type { Action } from "./plan";

export interface HostSettings {
  hostId: string;
  advertisedAddress: string;
  firewall: Firewall;
  accelerators: () => readonly AcceleratorReport[];
  /** Replaces the platform's image: for a host with its own, and for tests with one that has no SSH. */
  imageOverride: string | null;
}

const isLocalOnly = (image: string) => image.startsWith("localhost/");

async function createContainer(
  engine: Engine,
  settings: HostSettings,
  asked: DesiredInstance,
  enter: (phase: ActivePhase) => void,
): Promise<string> {
  const instance = settings.imageOverride ? { ...asked, image: settings.imageOverride } : asked;
  if (!(await engine.hasImage(instance.image))) {
    if (isLocalOnly(instance.image)) throw new SpecError(`The image ${instance.image} is not on this host.`);
    enter("pulling");
    await engine.pull(instance.image).catch((error: Error) => {
      throw new SpecError(`The image ${instance.image} could not be fetched: ${error.message}`);
    });
  }
  enter("creating");
  const accelerators = settings.accelerators();
  const nodes = await renderNodes(accelerators);
  await engine.ensureNetwork(instance.leaseId);
  // data that is gone is told as gone, not replaced by an empty disk
  if (instance.incarnation > 1 && !(await engine.hasVolume(instance.leaseId)))
    throw new SpecError("The instance's data is not on this host any more.");
  await engine.ensureVolume(settings.hostId, instance.leaseId, instance.diskGib);
  const spec = containerSpec({
    hostId: settings.hostId,
    instance,
    accelerators,
    engine: await engine.info(),
    hardLimits: await readHardLimits(),
    advertisedAddress: settings.advertisedAddress,
    renderNode: ({ uuid }) => {
      const node = nodes.get(uuid);
      if (!node) throw new SpecError(`The device of accelerator ${uuid} is not there.`);
      return node;
    },
  });
  return engine.create(spec);
}

export type BootAction = Extract<Action, { kind: "create" | "start" }>;

export type BootOutcome =
  | { failure: null; containerId: string }
  /** The container, where there is one, is to be removed. */
  | { failure: string; detail: string; containerId: string | null };

/** Brings a lease's container up. Throws where the engine did not answer: then nothing is known, and it is tried again. */
export async function boot(
  engine: Engine,
  settings: HostSettings,
  action: BootAction,
  enter: (phase: ActivePhase) => void,
): Promise<BootOutcome> {
  let containerId = action.kind === "start" ? action.containerId : null;
  try {
    enter(action.kind === "start" ? "starting" : "creating");
    containerId ??= await createContainer(engine, settings, action.instance, enter);
    const exposure = await settings.firewall.ensure();
    if (exposure !== null) throw new SpecError(exposure);
    enter("starting");
    await engine.start(containerId);
    return { failure: null, containerId };
  } catch (error) {
    if (!isRefusal(error) && !(error instanceof SpecError) && !(error instanceof PoolExhaustedError)) throw error;
    return { failure: explainFailure(error), detail: (error as Error).message, containerId };
  }
}
