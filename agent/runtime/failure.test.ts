import { expect, test } from "vitest";
import { BootError, explainFailure, explainPull } from "./failure";

test.each([
  [
    "(HTTP code 404) no such container - No such image: localhost/x:1",
    "image-not-found",
    "The image localhost/x:1 is not on this host.",
  ],
  [
    "(HTTP code 400) bad parameter - Unknown runtime specified nvidia",
    "runtime-missing",
    "The host's container engine has no runtime named nvidia.",
  ],
  [
    "(HTTP code 400) unexpected - failed to create shim task: OCI runtime create failed: nvidia-container-cli: device error: GPU-1: unknown device: unknown",
    "accelerator-unknown",
    "The host's accelerator runtime does not know accelerator GPU-1.",
  ],
  ["(HTTP code 500) server error - write /x: no space left on device", "disk-full", "The host's disk is full."],
  [
    "(HTTP code 500) server error - driver failed programming external connectivity on endpoint a (b): all ports are allocated",
    "no-free-port",
    "The host had no free port for SSH.",
  ],
  ["(HTTP code 500) server error - odd thing\nmore", "other", "The host could not start the instance: odd thing"],
])("%s is told as %s: %s", (message, code, reason) => {
  expect(explainFailure(new Error(message))).toEqual({ code, reason });
});

test.each([
  ["manifest unknown", "image-not-found"],
  [
    "pull access denied for x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    "image-not-found",
  ],
  ["unauthorized", "image-unauthorized"],
  ["Head https://r.example/v2/x/manifests/1: no basic auth credentials", "image-unauthorized"],
  ["no matching manifest for linux/amd64 in the manifest list entries", "image-other-architecture"],
  ['Get "http://127.0.0.1:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused', "registry-unreachable"],
  [
    'Get "https://r.example/v2/": dial tcp: lookup r.example on 10.0.0.53:53: dial udp: connect: network is unreachable',
    "registry-unreachable",
  ],
  ["received unexpected HTTP status: 503 Service Unavailable", "registry-unreachable"],
  ["toomanyrequests: You have reached your pull rate limit", "registry-unreachable"],
  ["failed to register layer: write /usr/lib/x: no space left on device", "disk-full"],
  ["invalid reference format: repository name must be lowercase", "image-name-invalid"],
  ["something never seen", "other"],
])("a pull that fails with %s is %s", (message, code) => {
  const error = explainPull("r.example/x:1", new Error(`(HTTP code 500) server error - ${message}`));
  expect(error).toBeInstanceOf(BootError);
  expect(explainFailure(error)).toEqual({ code, reason: error.message });
});
