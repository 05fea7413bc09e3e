import ipaddr from "ipaddr.js";
import { isPublicAddress } from "./public-address";

/** Whose addresses a probe may dial: the internet's alone, or a private network's and this machine's besides. */
export type Reach = "public" | "any";

/** Nobody publishes an instance's SSH below; services that somebody could be attacked at mostly are. */
const LEAST_PORT = 1_024;
const ownRanges = new Set(["unicast", "private", "uniqueLocal", "loopback", "carrierGradeNat"]);

/**
 * Why an address that a host has advertised is not dialled, fit to be shown; null where it is. Never link-local, for machines of clouds
 * are told their secrets there, nor what reaches more than one machine.
 */
export function dialFault(address: string, port: number, reach: Reach): string | null {
  if (port < LEAST_PORT || port > 65_535) return "its port is not one of an instance";
  if (!ipaddr.isValid(address)) return "its address is none";
  if (isPublicAddress(address)) return null;
  if (reach === "public") return "its address is not on the public internet";
  return ownRanges.has(ipaddr.process(address).range()) ? null : "its address is not one of a machine";
}
