import { cn } from "@/components/ui/cn";
import { type Tone, toneSoft } from "@/components/ui/tone";
import type { AcceleratorRow } from "@/lib/fleet/host-queries";
import { acceleratorTones } from "./status";

type Tile = Pick<AcceleratorRow, "id" | "index" | "state" | "reportedName">;

/** The host at a glance: a tile an accelerator, its state in a word. */
export function AcceleratorGrid({ accelerators }: { accelerators: readonly Tile[] }) {
  return (
    <ul aria-label="Accelerators by state" className="grid grid-cols-4 gap-2 sm:grid-cols-8">
      {accelerators.map((tile) => (
        <li
          key={tile.id}
          title={`${tile.index}: ${tile.reportedName}, ${tile.state}`}
          className={cn(
            "flex flex-col items-center rounded-md border px-1 py-2",
            toneSoft[acceleratorTones[tile.state] as Tone],
          )}
        >
          <span className="tabular font-semibold text-base">{tile.index}</span>
          <span className="truncate text-xs">{tile.state}</span>
        </li>
      ))}
    </ul>
  );
}
