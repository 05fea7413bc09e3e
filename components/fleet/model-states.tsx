import { Card } from "@/components/ui/card";
import { type AcceleratorCounts, totalOf } from "@/lib/core/fleet/accelerator-states";
import { AcceleratorBar } from "./accelerator-bar";

type ModelStatesProps = { models: { model: string; accelerators: AcceleratorCounts }[] };

export function ModelStates({ models }: ModelStatesProps) {
  if (models.length === 0)
    return (
      <Card className="px-4 py-6 text-center text-muted-foreground">
        None yet: they appear when a host with accelerators is enrolled.
      </Card>
    );
  return (
    <Card>
      <ul className="divide-y">
        {models.map(({ model, accelerators }) => (
          <li key={model} className="grid items-center gap-x-6 gap-y-1 px-4 py-2.5 sm:grid-cols-[1fr_4rem_2fr]">
            <span className="min-w-0 truncate font-medium">{model}</span>
            <span className="tabular text-muted-foreground sm:text-right">{totalOf(accelerators)}</span>
            <AcceleratorBar counts={accelerators} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
