import { expect, test } from "vitest";
import { explainFailure } from "./failure";

test.each([
  ["(HTTP code 404) no such container - No such image: localhost/x:1", "The image localhost/x:1 is not on this host."],
  [
    "(HTTP code 400) bad parameter - Unknown runtime specified nvidia",
    "The host's container engine has no runtime named nvidia.",
  ],
  [
    "(HTTP code 400) unexpected - failed to create shim task: OCI runtime create failed: nvidia-container-cli: device error: GPU-1: unknown device: unknown",
    "The host's accelerator runtime does not know accelerator GPU-1.",
  ],
  ["(HTTP code 500) server error - write /x: no space left on device", "The host's disk is full."],
  ["(HTTP code 500) server error - odd thing\nmore", "The host could not start the instance: odd thing"],
])("%s is told as: %s", (message, expected) => {
  expect(explainFailure(new Error(message))).toBe(expected);
});
