import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { type Tone, toneSoft } from "@/components/ui/tone";
import { ACCELERATOR_STATES, countStates } from "@/lib/core/fleet/accelerator-states";
import type { AcceleratorRow } from "@/lib/fleet/host-queries";
import { acceleratorTones } from "./status";

type Tile = Pick<AcceleratorRow, "id" | "index" | "state" | "reportedName">;

/** The host at a glance: a tile an accelerator, its state in a word and a colour, and how many there are of each. */
export function AcceleratorGrid({ accelerators }: { accelerators: readonly Tile[] }) {
  const counts = countStates(accelerators.map(({ state }) => ({ state, count: 1 })));
  return (
    <div className="flex flex-col gap-2">
      <ul aria-label="Accelerators by state" className="grid grid-cols-4 gap-2 sm:grid-cols-8">
        {accelerators.map((tile) => (
          <li key={tile.id}>
            <Link
              href={`/operator/accelerators/${tile.id}`}
              title={`${tile.index}: ${tile.reportedName}, ${tile.state}`}
              className={cn(
                "flex flex-col items-center rounded-md border px-1 py-2 hover:border-current",
                toneSoft[acceleratorTones[tile.state] as Tone],
              )}
            >
              <span className="tabular font-semibold text-base">{tile.index}</span>
              <span className="truncate text-xs">{tile.state}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="tabular text-muted-foreground text-xs">
        {ACCELERATOR_STATES.filter((state) => counts[state] > 0)
          .map((state) => `${counts[state]} ${state}`)
          .join(", ")}
      </p>
    </div>
  );
}
