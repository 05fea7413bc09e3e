const privateNames = /^(localhost|[^.]+|.+\.(localhost|internal|local|test))$/;
const privateAddresses =
  /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)|^\[(::1|f[cd][0-9a-f]{2}:.*|fe80:.*)\]$/;

/** Whether what is said to this address without TLS stays on a machine or a private network. Of an origin as `URL` spells its host. */
export function staysPrivate({ hostname }: Pick<URL, "hostname">): boolean {
  const isAddress = /^[\d.]+$/.test(hostname) || hostname.startsWith("[");
  return isAddress ? privateAddresses.test(hostname) : privateNames.test(hostname);
}

/** Whether nobody on the way can read along: by TLS, or without it where that leads nowhere. */
export function isPrivateOnTheWay(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && staysPrivate(url));
}
