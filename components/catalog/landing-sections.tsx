import Link from "next/link";
import { Money } from "@/components/layout/money";
import { Button } from "@/components/ui/button";
import type { StockLine } from "./stock-rows";

export function Opening({ lines }: { lines: readonly StockLine[] }) {
  return (
    <section className="mx-auto grid max-w-6xl gap-x-16 gap-y-10 px-4 pt-16 pb-14 sm:px-6 sm:pt-24 lg:grid-cols-[1fr_17rem]">
      <div>
        <h1 className="max-w-3xl text-balance font-semibold text-[2.25rem] leading-[1.1] tracking-tight sm:text-[3.25rem]">
          Accelerators by the second, from data halls that have them to spare.
        </h1>
        <p className="mt-6 max-w-xl text-lg text-muted-foreground">
          Data centres have chips that stand idle. Openhall buys their hours wholesale, makes the machines usable, and
          rents them out by the second. Choose a model and a place, log in over SSH, stop when you are done.
        </p>
        <div className="mt-8 flex flex-wrap gap-3">
          <Button asChild variant="primary" size="lg">
            <Link href="/sign-up">Sign up</Link>
          </Button>
          <Button asChild size="lg">
            <Link href="/sign-in">Sign in</Link>
          </Button>
        </div>
      </div>
      <RightNow lines={lines} />
    </section>
  );
}

const counted = (value: number, one: string, many: string) => ({ value, label: value === 1 ? one : many });

function RightNow({ lines }: { lines: readonly StockLine[] }) {
  const inStock = lines.filter((line) => line.freeAccelerators > 0);
  const free = inStock.reduce((sum, line) => sum + line.freeAccelerators, 0);
  const cheapest = inStock.toSorted((a, b) => Number(BigInt(a.priceMicros) - BigInt(b.priceMicros)))[0];
  const figures = [
    counted(free, "accelerator free now", "accelerators free now"),
    counted(new Set(inStock.map((line) => line.modelName)).size, "model in stock", "models in stock"),
    counted(new Set(inStock.map((line) => line.place)).size, "place", "places"),
  ];
  return (
    <dl className="grid content-start gap-5 border-t pt-5 max-lg:grid-cols-2 lg:border-t-0 lg:border-l lg:pt-1 lg:pl-8">
      {figures.map(({ label, value }) => (
        <div key={label} className="flex flex-col-reverse">
          <dt className="text-muted-foreground">{label}</dt>
          <dd className="tabular font-semibold text-3xl">{value}</dd>
        </div>
      ))}
      {cheapest ? (
        <div className="flex flex-col-reverse">
          <dt className="text-muted-foreground">per hour, from ({cheapest.modelName})</dt>
          <dd className="font-semibold text-3xl">
            <Money micros={cheapest.priceMicros} currency={cheapest.currency} precision="trimmed" />
          </dd>
        </div>
      ) : null}
    </dl>
  );
}

const FACTS = [
  {
    title: "The meter starts when you can log in",
    text: "Not at the click. It starts when SSH in your instance answers from outside, and stops when the container ends. A boot that fails or takes too long costs nothing and says why.",
  },
  {
    title: "Seconds, at the price you saw",
    text: "The quote, the running cost and the bill come from one function. Your price is pinned at launch; a later price change does not touch what runs.",
  },
  {
    title: "Only proven time is billed",
    text: "The host proves that your container ran, second by second. Time without proof is on the bill as a line of zero with its reason.",
  },
  {
    title: "Both sides check the same bill",
    text: "What you pay and what the data centre earns are two columns of the same usage segments. Every charge names its segment, its price and its seconds.",
  },
];

export function BillingFacts() {
  return (
    <section id="billing" className="scroll-mt-16 border-t bg-card">
      <div className="mx-auto max-w-6xl px-4 py-14 sm:px-6">
        <h2 className="text-2xl">How billing works</h2>
        <ol className="mt-8 grid gap-x-12 gap-y-10 sm:grid-cols-2">
          {FACTS.map((fact, at) => (
            <li key={fact.title} className="border-t pt-4">
              <h3 className="flex gap-3 text-lg">
                <span aria-hidden className="tabular text-primary">
                  {at + 1}
                </span>
                {fact.title}
              </h3>
              <p className="mt-2 max-w-lg text-base text-muted-foreground">{fact.text}</p>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

export function ForOperators() {
  return (
    <section id="operators" className="scroll-mt-16 border-t">
      <div className="mx-auto grid max-w-6xl gap-x-16 gap-y-6 px-4 py-14 sm:px-6 lg:grid-cols-[1fr_17rem]">
        <div>
          <h2 className="text-2xl">You run a data hall</h2>
          <p className="mt-3 max-w-2xl text-base text-muted-foreground">
            Enrol a host with one command; the agent dials out, so nothing in your network has to open. Publish what
            each accelerator-hour costs wholesale, for the time you want to sell. You see utilisation and earnings from
            the same seconds that the customer pays for, whether the chips are NVIDIA, AMD or Huawei Ascend.
          </p>
        </div>
        <div className="flex items-end">
          <Button asChild size="lg">
            <Link href="/sign-up?kind=operator">Sign up as an operator</Link>
          </Button>
        </div>
      </div>
    </section>
  );
}
