import { priceMicros } from "./amount";

const SECONDS_PER_HOUR = 3_600n;

/** One take-or-pay commitment in one UTC month. Seconds are accelerator-seconds, money is the contract's currency. */
export interface CommitmentMonth {
  committedHours: bigint;
  /** What an hour that was not sold is paid at. */
  microsPerAcceleratorHour: bigint;
  deliveredSeconds: bigint;
  /** Of the hours that were delivered. */
  wholesaleMicros: bigint;
  retailMicros: bigint;
  /** Of the month, in plain seconds: how much has passed, and how much it has. */
  elapsedSeconds: bigint;
  monthSeconds: bigint;
}

export interface IdleCommitment {
  committedSeconds: bigint;
  deliveredSeconds: bigint;
  /** The month's commitment in proportion to the time passed, less what was delivered. */
  idleSeconds: bigint;
  idleMicros: bigint;
  /** The same at the month's end, if it goes on at this pace. */
  forecastIdleSeconds: bigint;
  forecastIdleMicros: bigint;
  wholesaleMicros: bigint;
  retailMicros: bigint;
  /** Wholesale and idle burn so far. */
  payableMicros: bigint;
  /** Per accelerator-hour sold, up to the next micro: under it the month loses money. Null where nothing was sold. */
  breakEvenMicrosPerHour: bigint | null;
  achievedMicrosPerHour: bigint | null;
}

/** What an operator is paid at a month's end for committed hours that were not delivered: whole accelerator-seconds at the hour's price. */
export function topUpMicros(
  committedHours: bigint,
  deliveredSeconds: bigint,
  microsPerAcceleratorHour: bigint,
): bigint {
  const idle = committedHours * SECONDS_PER_HOUR - deliveredSeconds;
  return idle > 0n ? priceMicros(microsPerAcceleratorHour, idle) : 0n;
}

export function idleCommitment(month: CommitmentMonth): IdleCommitment {
  const { committedHours, deliveredSeconds, elapsedSeconds, monthSeconds, wholesaleMicros, retailMicros } = month;
  if (elapsedSeconds < 0n || monthSeconds <= 0n || elapsedSeconds > monthSeconds)
    throw new RangeError(`${elapsedSeconds} of ${monthSeconds} seconds is no part of a month`);
  const committedSeconds = committedHours * SECONDS_PER_HOUR;
  const idleSeconds = atLeastZero((committedSeconds * elapsedSeconds) / monthSeconds - deliveredSeconds);
  const paced = elapsedSeconds === 0n ? 0n : (deliveredSeconds * monthSeconds) / elapsedSeconds;
  const forecastIdleSeconds = atLeastZero(committedSeconds - paced);
  const idleMicros = priceMicros(month.microsPerAcceleratorHour, idleSeconds);
  const payableMicros = wholesaleMicros + idleMicros;
  return {
    committedSeconds,
    deliveredSeconds,
    idleSeconds,
    idleMicros,
    forecastIdleSeconds,
    forecastIdleMicros: priceMicros(month.microsPerAcceleratorHour, forecastIdleSeconds),
    wholesaleMicros,
    retailMicros,
    payableMicros,
    breakEvenMicrosPerHour: perHour(payableMicros, deliveredSeconds, "up"),
    achievedMicrosPerHour: perHour(retailMicros, deliveredSeconds, "down"),
  };
}

function atLeastZero(value: bigint): bigint {
  return value > 0n ? value : 0n;
}

function perHour(micros: bigint, seconds: bigint, rounding: "up" | "down"): bigint | null {
  if (seconds <= 0n) return null;
  const total = micros * SECONDS_PER_HOUR;
  return rounding === "up" ? (total + seconds - 1n) / seconds : total / seconds;
}
