import { z } from "zod";

export const SSH_HOST_KEY_TYPE = "ssh-ed25519";

/** As a line of known_hosts ends; the first characters of the base64 are the length and the name of its type. */
const sshHostKey = z.string().regex(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}$/);

/** Of an instance, as a report says it. */
export const sshEndpoint = {
  sshPort: z.number().int().min(1).max(65535).nullable(),
  /** What its server has proven to hold; left out where it has no ed25519 key or was not asked yet, and by agents of before. */
  sshHostKey: sshHostKey.optional(),
};
