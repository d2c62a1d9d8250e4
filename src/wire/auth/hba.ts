// Which role may come in from where, and how it proves itself: PostgreSQL's pg_hba.conf, as data.
// https://www.postgresql.org/docs/15/auth-pg-hba-conf.html
import { BlockList, isIPv4, isIPv6 } from "node:net";
import { InvalidAuthorization } from "../../errors.js";

export type HbaMethod = "scram-sha-256" | "cert" | "trust" | "reject";

/** One line. The first that fits decides. */
export interface HbaRule {
  /** `local`: from this machine, since there are no Unix sockets here; the others by TLS. */
  readonly type: "local" | "host" | "hostssl" | "hostnossl";
  /** Names, `all`, or `sameuser`. */
  readonly database: readonly string[];
  /** Names, `all`, or `+role` for the members of a role. */
  readonly user: readonly string[];
  /** CIDR, one address, `all`, or `samehost`; absent: all. */
  readonly address?: string | undefined;
  readonly method: HbaMethod;
  /** For `cert`: the role that a certificate's common name stands for. Others stand for the role of that name. */
  readonly map?: Readonly<Record<string, string>> | undefined;
}

export interface HbaClient {
  /** Undefined: it has just left. */
  readonly address: string | undefined;
  readonly isTls: boolean;
  /** Of its certificate, which an authority of ours vouches for. */
  readonly commonName?: string | undefined;
  readonly role: string;
  readonly database: string;
  /** The roles that it is a member of, itself included; superusers are no members of all. Undefined: no such role. */
  readonly memberOf: ReadonlySet<string> | undefined;
}

export interface HbaSurroundings {
  /** The addresses of this machine. */
  ownAddresses(): readonly string[];
}

/** @throws InvalidAuthorization (28000) where no line fits, or the one that does says so. */
export function hbaMethod(
  rules: readonly HbaRule[],
  client: HbaClient,
  surroundings: HbaSurroundings,
): Exclude<HbaMethod, "reject"> {
  const rule = rules.find((one) => fits(one, client, surroundings));
  if (rule?.method === "cert") assertCertified(rule, client);
  if (rule !== undefined && rule.method !== "reject") return rule.method;
  const { address, role, database, isTls } = client;
  const who = `host "${plain(address ?? "")}", user "${role}", database "${database}", ${isTls ? "SSL encryption" : "no encryption"}`;
  throw new InvalidAuthorization(
    rule === undefined ? `no pg_hba.conf entry for ${who}` : `pg_hba.conf rejects connection for ${who}`,
    { hint: "The gateway's setting hba tells who may come in from where." },
  );
}

function assertCertified({ map = {} }: HbaRule, { commonName, role }: HbaClient): void {
  const stands = commonName === undefined ? undefined : Object.hasOwn(map, commonName) ? map[commonName] : commonName;
  if (stands === role) return;
  throw new InvalidAuthorization(`certificate authentication failed for user "${role}"`, {
    hint: "It takes a certificate of the client's whose common name stands for the role (hba: cert).",
  });
}

function fits(rule: HbaRule, client: HbaClient, surroundings: HbaSurroundings): boolean {
  const { type } = rule;
  if ((type === "hostssl" && !client.isTls) || (type === "hostnossl" && client.isTls)) return false;
  return (
    fitsAddress(type === "local" ? "loopback" : (rule.address ?? "all"), client.address, surroundings) &&
    rule.database.some((name) => fitsDatabase(name, client)) &&
    rule.user.some((name) => fitsUser(name, client))
  );
}

function fitsDatabase(name: string, { database, role }: HbaClient): boolean {
  return name === "all" || (name === "sameuser" ? database === role : name === database);
}

function fitsUser(name: string, { role, memberOf }: HbaClient): boolean {
  if (name === "all" || name === role) return true;
  return name.startsWith("+") && memberOf?.has(name.slice(1)) === true;
}

function fitsAddress(wanted: string, address: string | undefined, surroundings: HbaSurroundings): boolean {
  if (wanted === "all") return true;
  if (address === undefined) return false;
  const from = plain(address);
  if (wanted === "samehost") return surroundings.ownAddresses().some((own) => plain(own) === from);
  const networks = wanted === "loopback" ? loopback : [wanted];
  return networks.some((network) => contains(network, from));
}

const loopback = ["127.0.0.0/8", "::1/128"];

/** `10.0.0.0/8`, or one address. As in PostgreSQL, an IPv6 network has no IPv4 addresses. */
function contains(network: string, address: string): boolean {
  const [base = "", prefix] = network.split("/");
  const family = isIPv4(base) ? "ipv4" : "ipv6";
  if ((isIPv6(address) ? "ipv6" : "ipv4") !== family) return false;
  const list = new BlockList();
  list.addSubnet(base, Number(prefix ?? (family === "ipv4" ? 32 : 128)), family);
  return list.check(address, family);
}

/** An IPv4 address that a socket for both has written as an IPv6 one. */
function plain(address: string): string {
  const [, ipv4] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  return ipv4 ?? address.replace(/%.*$/, "");
}
