// Runs a client's program against a gateway: where that is and who comes in stands in its environment, in each client's own form.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { psqlodbcPath } from "./programs.mjs";

export const clientPrograms = fileURLToPath(new URL("../clients/programs", import.meta.url));
export const clientMsMax = 3 * 60_000;

export interface Login {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** In the form of each client. */
export function addressesOf({ port, user, password }: Login) {
  const at = `127.0.0.1:${port}/lake`;
  const encoded = encodeURIComponent(password);
  return {
    PGHOST: "127.0.0.1",
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: "lake",
    PGPASSWORD: password,
    DSN: `host=127.0.0.1 port=${port} user=${user} password=${password} dbname=lake`,
    DSN_URL: `postgres://${user}:${encoded}@${at}`,
    JDBC: `jdbc:postgresql://${at}?user=${user}&password=${encoded}`,
    ODBC: `Driver=${psqlodbcPath};Server=127.0.0.1;Port=${port};Database=lake;Uid=${user};Pwd={${password}}`,
  };
}

/** What it wrote: on standard error, then on standard output. */
export function runClient(
  login: Login,
  command: string,
  parameters: readonly string[],
  folder = clientPrograms,
): { readonly stdout: string; readonly stderr: string } {
  const { stdout, stderr, error } = spawnSync(command, parameters, {
    cwd: folder,
    encoding: "utf8",
    timeout: clientMsMax,
    env: { ...process.env, ...addressesOf(login) },
  });
  if (error !== undefined) throw error;
  return { stdout, stderr };
}
