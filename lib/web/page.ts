import { notFound } from "next/navigation";
import { AppError } from "@/lib/errors";

/** For pages that show one object: what does not exist, or is not this actor's, is the 404 page. */
export async function orNotFound<T>(found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof AppError && (error.code === "not_found" || error.code === "forbidden")) notFound();
    throw error;
  }
}
