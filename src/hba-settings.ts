// The setting `hba`: which role may come in from where, line by line.
import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { limits } from "./limits.js";
import { isLoopback } from "./loopback.js";

const name = z.string().min(1).max(limits.identifierBytesMax);
/** One, or several. */
const names = z
  .union([name, z.array(name).min(1)])
  .transform((given): readonly string[] => (typeof given === "string" ? [given] : given));

const rule = z
  .strictObject({
    type: z.enum(["local", "host", "hostssl", "hostnossl"]),
    database: names.default(["all"]),
    user: names.default(["all"]),
    address: z
      .string()
      .refine((address) => address === "all" || address === "samehost" || isNetwork(address))
      .optional(),
    method: z.enum(["scram-sha-256", "cert", "trust", "reject"]),
    map: z.record(name, name).optional(),
  })
  // A certificate is shown in TLS only.
  .refine(({ type, method }) => method !== "cert" || type === "hostssl")
  .refine(({ method, map }) => map === undefined || method === "cert")
  // Whoever is trusted gives no password: at most those who are on this machine.
  .refine(({ type, address, method }) => method !== "trust" || type === "local" || isOnThisMachine(address))
  .refine(({ type, address }) => type !== "local" || address === undefined);

/** Absent: everybody may come in, with a password. Empty: nobody. */
export const hbaSchema = z.array(rule).optional();

export const hbaAllowed =
  "a list of {type: local, host, hostssl or hostnossl; database; user; address: CIDR, all or samehost; " +
  "method: scram-sha-256, reject, cert for hostssl, with a map of common names to roles, or trust for addresses of this machine}";

function isNetwork(given: string): boolean {
  const [address = "", prefix, ...rest] = given.split("/");
  const bits = isIPv4(address) ? 32 : isIPv6(address) && !address.includes("%") ? 128 : undefined;
  if (bits === undefined || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
}

function isOnThisMachine(given: string | undefined): boolean {
  const [address = "", prefix] = (given ?? "").split("/");
  if (!isNetwork(given ?? "") || !isLoopback(address)) return false;
  return prefix === undefined || Number(prefix) >= (isIPv4(address) ? 8 : 128);
}
