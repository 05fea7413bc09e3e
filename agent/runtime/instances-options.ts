import type { Endings } from "../endings";
import type { Log } from "../log";
import type { HostSettings } from "./boot";
import type { Engine } from "./engine";

export interface InstancesOptions {
  engine: Engine;
  settings: HostSettings;
  endings: Endings;
  log: Log;
  probeIntervalMs: () => number;
  /** Something that the platform should hear of at once. */
  onChange: () => void;
}
