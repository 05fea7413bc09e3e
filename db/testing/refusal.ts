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
