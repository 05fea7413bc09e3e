"use client";

import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import type { PasskeyResponse } from "@/lib/identity/passkeys";

type Made = { ok: true; response: PasskeyResponse } | { ok: false; message: string };

async function made(work: Promise<unknown>): Promise<Made> {
  try {
    return { ok: true, response: (await work) as PasskeyResponse };
  } catch (error) {
    return { ok: false, message: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "InvalidStateError") return "This device holds a passkey of yours already.";
  if (name === "NotAllowedError" || name === "AbortError") return "Nothing was confirmed in time. Try again.";
  return "This browser can't use passkeys here.";
}

/** The browser asks the person to unlock a key and signs with it. */
export function signWithPasskey(options: PublicKeyCredentialRequestOptionsJSON): Promise<Made> {
  return made(startAuthentication({ optionsJSON: options }));
}

/** The browser makes a key that the person unlocks. */
export function makePasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<Made> {
  return made(startRegistration({ optionsJSON: options }));
}
