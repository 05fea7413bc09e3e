import { CsvFault } from "@/lib/core/compliance/csv";
import { AppError } from "@/lib/errors";

/** A list that cannot be read as what it was said to be; nothing of it is loaded. */
export function listFault(reason: string, line?: number): AppError {
  const message = line === undefined ? reason : `Line ${line}: ${reason}`;
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
