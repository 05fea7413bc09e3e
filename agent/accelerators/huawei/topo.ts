import { emptyDevice, type Parsed } from "../device";
import { parseMatrix, toParsed } from "../topology";

/** `npu-smi info -t topo`. Hosts with several chips a card number the chips (Phy-ID), others the cards. Null for what is not that. */
export function parseNpuTopo(text: string): Parsed | null {
  const matrix = parseMatrix(text);
  if (!matrix?.nodes.some((node) => /^(NPU|Phy-ID)\d+$/.test(node))) return null;
  const byChip = matrix.nodes.some((node) => node.startsWith("Phy-ID"));
  return toParsed(matrix, /^(?:NPU|Phy-ID)(\d+)$/, (number) => ({
    ...emptyDevice("Huawei"),
    index: number,
    card: byChip ? null : number,
  }));
}
