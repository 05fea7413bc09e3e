import { integer, text } from "drizzle-orm/pg-core";

/** Where a lease's container is reached, and by what it is known. */
export const leaseEndpointColumns = {
  sshAddress: text("ssh_address"),
  sshPort: integer("ssh_port"),
  /** As known_hosts has it: the key that its SSH server proved to its host's agent to hold; stays known while it is stopped. */
  sshHostKey: text("ssh_host_key"),
  /** The incarnation that told it last. */
  sshHostKeyOf: integer("ssh_host_key_of"),
};
