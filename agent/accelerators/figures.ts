import type { TelemetryFigures } from "@/lib/core/contracts/telemetry";
import { said } from "./values";

export type Figures = Required<TelemetryFigures>;

export const NOTHING_SAID: Figures = {
  temperatureC: null,
  powerMilliwatts: null,
  utilisationPercent: null,
  memoryUsedMib: null,
  eccCorrected: null,
  eccUncorrected: null,
  linkErrors: null,
  pcieReplays: null,
  xid: null,
  xidAgeMs: null,
};

/** `67.03 W`, `40 C` or a bare number, as a whole number of what is wanted; null where the tool said none. */
export function measured(value: string | null | undefined, scale = 1): number | null {
  const number = /^(-?\d+(?:\.\d+)?)\s*(?:[a-z%°]+)?$/i.exec(said(value) ?? "")?.[1];
  return number === undefined ? null : Math.round(Number(number) * scale);
}

/** Of what was counted apart; null where none of it was said. */
export function total(counts: (number | null)[]): number | null {
  const known = counts.filter((one) => one !== null);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
}

/** Null where an output has no figures, so that another output's are not hidden. */
export function figuresOf(told: Partial<Figures>): Figures | null {
  const figures = { ...NOTHING_SAID, ...told };
  return Object.values(figures).some((one) => one !== null) ? figures : null;
}
