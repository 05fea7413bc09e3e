/** What a report or a stored accelerator says of which model it is. */
export interface ModelEvidence {
  vendor: string;
  reportedName: string;
  memoryMib: number | null;
  pciId: string | null;
}

export interface ModelFacts {
  id: string;
  vendor: string;
  memoryGb: number | null;
  reportedMemoryMib: number | null;
  pciIds: readonly string[];
  reportedNames: readonly string[];
}

/** Drivers keep some memory back and count in MiB what data sheets call GB; a slice or another size of the chip is further off. */
const MEMORY_TOLERANCE = 0.1;

function expectedMemoryMib(model: ModelFacts): number | null {
  return model.reportedMemoryMib ?? (model.memoryGb === null ? null : model.memoryGb * 1024);
}

function hasMemoryOf(model: ModelFacts, memoryMib: number | null): boolean {
  const expectedMib = expectedMemoryMib(model);
  if (memoryMib === null || expectedMib === null) return true;
  return Math.abs(memoryMib - expectedMib) <= expectedMib * MEMORY_TOLERANCE;
}

/** Drivers before 2021 print `Tesla T4`, later ones put NVIDIA before it; npu-smi says `910B3` in one table, `Ascend 910B3` in another. */
const withoutMaker = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/^(nvidia|amd|ascend) /, "");

function isNamed(model: ModelFacts, reported: ModelEvidence): boolean {
  if (reported.vendor !== "other" && reported.vendor.toLowerCase() !== model.vendor.toLowerCase()) return false;
  const name = withoutMaker(reported.reportedName);
  return model.reportedNames.some((known) => withoutMaker(known) === name);
}

/**
 * The catalogue's model of a reported accelerator: by PCI id, where that leaves a choice (or nothing) by the name that the
 * vendor's tool prints, and never one whose memory differs. Null where the facts do not single one out: a wrong model would
 * be sold as what it is not.
 */
export function matchModel(reported: ModelEvidence, models: readonly ModelFacts[]): string | null {
  const fitting = models.filter((model) => hasMemoryOf(model, reported.memoryMib));
  const { pciId } = reported;
  const byPci = pciId === null ? [] : fitting.filter((model) => model.pciIds.includes(pciId));
  if (byPci.length === 1) return byPci[0]!.id;
  const known = pciId !== null && models.some((model) => model.pciIds.includes(pciId));
  if (known && byPci.length === 0) return null;
  const byName = (byPci.length > 1 ? byPci : fitting).filter((model) => isNamed(model, reported));
  return byName.length === 1 ? byName[0]!.id : null;
}

export interface Misfit {
  /** The model that it names itself to be; the first, where several have that name. */
  modelId: string;
  /** What it would then have. */
  expectedMib: number[];
}

/** Where it names itself a model and has another memory than that; null where it fits or nothing can be said. */
export function findMisfit(reported: ModelEvidence, models: readonly ModelFacts[]): Misfit | null {
  const { pciId, memoryMib } = reported;
  if (memoryMib === null) return null;
  const byPci = pciId === null ? [] : models.filter((model) => model.pciIds.includes(pciId));
  const claimed = byPci.length > 0 ? byPci : models.filter((model) => isNamed(model, reported));
  if (claimed.length === 0 || claimed.some((model) => hasMemoryOf(model, memoryMib))) return null;
  const expectedMib = [...new Set(claimed.map((model) => expectedMemoryMib(model)!))].sort((a, b) => a - b);
  return { modelId: claimed[0]!.id, expectedMib };
}
