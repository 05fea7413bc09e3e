import { setTimeout as sleep } from "node:timers/promises";
import type { AcceleratorReport, DesiredInstance } from "@/lib/core/contracts/agent";
import { AgentError } from "../errors";
import { containerSpec, SpecError } from "./container-spec";
import { type Engine, isRefusal } from "./engine";
import { BootError, explainFailure, type Failure, isPortTaken } from "./failure";
import type { Firewall } from "./firewall";
import { readHardLimits, renderNodes } from "./host-limits";
import type { ActivePhase } from "./lease-record";
import type { Action } from "./plan";
import { pullImage } from "./pull";

export interface HostSettings {
  hostId: string;
  advertisedAddress: string;
  firewall: Firewall;
  accelerators: () => readonly AcceleratorReport[];
  /** Replaces the platform's image: for a host with its own, and for tests with one that has no SSH. */
  imageOverride: string | null;
}

const START_TRIES = 5;
const PORT_PAUSE_MS = 200;

const isLocalOnly = (image: string) => image.startsWith("localhost/");

async function createContainer(
  engine: Engine,
  settings: HostSettings,
  asked: DesiredInstance,
  { enter, isWanted }: BootCourse,
): Promise<string> {
  const instance = settings.imageOverride ? { ...asked, image: settings.imageOverride } : asked;
  if (!(await engine.hasImage(instance.image))) {
    if (isLocalOnly(instance.image))
      throw new BootError("image-not-found", `The image ${instance.image} is not on this host.`);
    enter("pulling");
    await pullImage(engine, instance.image, isWanted);
  }
  enter("creating");
  const accelerators = settings.accelerators();
  const nodes = await renderNodes(accelerators);
  await engine.ensureNetwork(instance.leaseId);
  // data that is gone is told as gone, not replaced by an empty disk
  if (instance.incarnation > 1 && !(await engine.hasVolume(instance.leaseId)))
    throw new BootError("data-gone", "The instance's data is not on this host any more.");
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
  | { failure: Failure; detail: string; containerId: string | null };

export interface BootCourse {
  /** Told at each step. */
  enter: (phase: ActivePhase) => void;
  /** Whether somebody still waits for it. */
  isWanted: () => boolean;
}

/** The engine chooses the port, and another one each time: where that is somebody else's, the next may not be. */
async function start(engine: Engine, containerId: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await engine.start(containerId);
    } catch (error) {
      if (!isPortTaken(error) || tries === START_TRIES) throw error;
      await sleep(PORT_PAUSE_MS);
    }
  }
}

/** Brings a lease's container up. Throws where the engine did not answer: then nothing is known, and it is tried again. */
export async function boot(
  engine: Engine,
  settings: HostSettings,
  action: BootAction,
  course: BootCourse,
): Promise<BootOutcome> {
  const { enter } = course;
  let containerId = action.kind === "start" ? action.containerId : null;
  try {
    enter(action.kind === "start" ? "starting" : "creating");
    containerId ??= await createContainer(engine, settings, action.instance, course);
    const exposure = await settings.firewall.ensure();
    if (exposure !== null) throw new SpecError(exposure);
    enter("starting");
    await start(engine, containerId);
    return { failure: null, containerId };
  } catch (error) {
    if (!isRefusal(error) && !(error instanceof AgentError) && !(error instanceof BootError)) throw error;
    return { failure: explainFailure(error), detail: (error as Error).message, containerId };
  }
}
