import { AppError, type ErrorCode } from "@/lib/errors";

/** How a verb refused: its code, `none` where it did not, and whatever else it threw is thrown on. */
export async function codeOf(promise: Promise<unknown>): Promise<ErrorCode | "none"> {
  try {
    await promise;
    return "none";
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** What a verb refused with; that it did not is an error. */
export async function refusalOf(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}
