import { createLog, type Logger } from "@/lib/log";

let log: Logger | undefined;

export function webLog(): Logger {
  log ??= createLog("web");
  return log;
}
