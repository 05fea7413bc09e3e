import { matchUnknownAccelerators } from "@/lib/fleet/match-unknown-accelerators";
import type { Job } from "../job";

export const matchUnknownAcceleratorsJob: Job = {
  name: "match-unknown-accelerators",
  everyMs: 60_000,
  batch: 500,
  run: matchUnknownAccelerators,
};
