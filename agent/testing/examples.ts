import type { AcceleratorReport, DesiredInstance } from "@/lib/core/contracts/agent";
import type { ObservedContainer } from "../runtime/engine";

export const exampleInstance = (change: Partial<DesiredInstance> = {}): DesiredInstance => ({
  leaseId: "lse_1",
  incarnation: 1,
  state: "running",
  image: "localhost/openhall-rental:1",
  hostname: "rental-1",
  acceleratorUuids: [],
  cpuMillis: 500,
  memoryMib: 256,
  diskGib: 20,
  pidsLimit: 128,
  sshAuthorizedKeys: [],
  ...change,
});

export const exampleContainer = (change: Partial<ObservedContainer> = {}): ObservedContainer => ({
  leaseId: "lse_1",
  incarnation: 1,
  containerId: "c1",
  status: "running",
  startedAt: "2026-11-24T00:00:00.000Z",
  finishedAt: null,
  isEndKnown: true,
  exitCode: null,
  outOfMemory: false,
  sshPort: 32_768,
  ...change,
});

export const exampleAccelerator = (change: Partial<AcceleratorReport> = {}): AcceleratorReport => ({
  index: 0,
  uuid: "GPU-0",
  serial: null,
  vendor: "NVIDIA",
  reportedName: "NVIDIA H100 80GB HBM3",
  memoryMib: 81_559,
  pciAddress: null,
  pciId: "10de:2330",
  driverVersion: null,
  health: "healthy",
  healthReasons: [],
  simulated: false,
  ...change,
});
