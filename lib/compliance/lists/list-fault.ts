import { CsvFault } from "@/lib/core/compliance/csv";
import { AppError } from "@/lib/errors";

/** A parser quotes what it could not read, which may be all of the file. */
const LONGEST_REASON = 300;

/** A list that cannot be read as what it was said to be; nothing of it is loaded. */
export function listFault(reason: string, line?: number): AppError {
  const told = reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
  const message = line === undefined ? told : `Line ${line}: ${told}`;
  return new AppError("invalid_input", `The list was not loaded. ${message}.`, { fields: { file: [`${message}.`] } });
}

export function withLines<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CsvFault) throw listFault(error.message, error.line);
    throw error;
  }
}
