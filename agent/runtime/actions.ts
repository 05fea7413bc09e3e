import type { AcceleratorReport, DesiredInstance } from "@/lib/core/contracts/agent";
import { containerSpec, SpecError } from "./container-spec";
import type { Engine } from "./engine";
import { readHardLimits, renderNodes } from "./host-limits";
import type { ActivePhase } from "./lease-record";

export interface HostSettings {
  hostId: string;
  advertisedAddress: string;
  accelerators: () => readonly AcceleratorReport[];
  /** Replaces the platform's image: for a host with its own, and for tests with one that has no SSH. */
  imageOverride: string | null;
}

const isLocalOnly = (image: string) => image.startsWith("localhost/");

/** Creates a lease's container and gives its id; started it is by `engine.start`. */
export async function createContainer(
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
  await engine.ensureNetwork();
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
