// One of two servers that are asked the same: a statement in, by the extended protocol, and all that a client can see of its answer out.
import { message, startup } from "./frames.js";
import { errorOf, RawClient } from "./raw-client.js";
import { sasl } from "./scram-client.js";

export interface Column {
  readonly name: string;
  readonly oid: number;
}

export type Value = Buffer | null;

export type Answer =
  | {
      readonly kind: "rows";
      readonly columns: readonly Column[];
      /** The same rows in both formats. */
      readonly text: readonly (readonly Value[])[];
      readonly binary: readonly (readonly Value[])[];
    }
  | { readonly kind: "error"; readonly sqlstate: string; readonly message: string }
  /** It said nothing in time, or hung up. */
  | { readonly kind: "lost"; readonly why: string };

export interface TwinAddress {
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** None: it trusts. */
  readonly password?: string;
}

/** How long an answer may take before the server counts as hung. */
const answerMsMax = 30_000;

export class Twin {
  readonly #address: () => TwinAddress;
  readonly #settings = new Map<string, string>();
  #client: RawClient | undefined;

  /** @param address Asked for at each login: a server that is started anew has another port. */
  constructor(address: () => TwinAddress) {
    this.#address = address;
  }

  /** Of the session, and of those that follow it when it was lost. */
  async set(name: string, value: string): Promise<void> {
    this.#settings.set(name, value);
    await this.run(`SET ${name} TO '${value}'`);
  }

  /** Runs it twice in one transaction: for text, and for binary. */
  async ask(sql: string, parameters: readonly (string | null)[] = []): Promise<Answer> {
    const client = (this.#client ??= await this.#login());
    client.write(
      Buffer.concat([
        message("P", Buffer.concat([Buffer.from(`\0${sql}\0`), int16(0)])),
        message("D", "S\0"),
        bind(parameters, 0),
        execute,
        bind(parameters, 1),
        execute,
        message("S"),
      ]),
    );
    const heard = await within(client.until("Z"), answerMsMax);
    if (heard?.at(-1)?.tag === "Z") return answerOf(heard);
    client.destroy();
    this.#client = undefined;
    const error = errorOf(heard?.findLast(({ tag }) => tag === "E"));
    const why = error === undefined ? "" : `: ${error.sqlstate} ${error.message}`;
    return {
      kind: "lost",
      why: heard === undefined ? `no answer within ${answerMsMax / 1000} s` : `the connection was closed${why}`,
    };
  }

  /** Once, by the simple protocol. `rows`: what COPY ... FROM STDIN reads. */
  async run(sql: string, rows?: string): Promise<void> {
    const client = (this.#client ??= await this.#login());
    const copied = rows === undefined ? [] : [message("d", rows), message("c")];
    client.write(Buffer.concat([message("Q", `${sql}\0`), ...copied]));
    const error = errorOf((await client.until("Z")).find(({ tag }) => tag === "E"));
    if (error !== undefined) throw new Error(`${sql}: ${error.sqlstate} ${error.message}`);
  }

  end(): void {
    this.#client?.destroy();
    this.#client = undefined;
  }

  async #login(): Promise<RawClient> {
    const { port, user, database, password } = this.#address();
    const client = await RawClient.open(port);
    client.write(startup({ user, database }));
    if (password !== undefined) await sasl(client, password);
    const heard = await client.until("Z");
    if (heard.at(-1)?.tag !== "Z") throw new Error(`no way in: ${JSON.stringify(errorOf(heard.at(-1)))}`);
    this.#client = client;
    for (const [name, value] of this.#settings) await this.run(`SET ${name} TO '${value}'`);
    return client;
  }
}

const execute = message("E", Buffer.from("\0\0\0\0\0"));

function bind(parameters: readonly (string | null)[], resultFormat: 0 | 1): Buffer {
  const values = parameters.map((value) => {
    if (value === null) return int32(-1);
    const bytes = Buffer.from(value);
    return Buffer.concat([int32(bytes.length), bytes]);
  });
  return message(
    "B",
    Buffer.concat([Buffer.from("\0\0"), int16(0), int16(values.length), ...values, int16(1), int16(resultFormat)]),
  );
}

type Heard = Awaited<ReturnType<RawClient["until"]>>;

function answerOf(heard: Heard): Answer {
  const error = errorOf(heard.find(({ tag }) => tag === "E"));
  if (error !== undefined) return { kind: "error", sqlstate: error.sqlstate, message: error.message };
  const description = heard.find(({ tag }) => tag === "T");
  // The first Execute's rows end with its CommandComplete.
  const firstEnd = heard.findIndex(({ tag }) => tag === "C");
  const rowsIn = (messages: Heard) => messages.filter(({ tag }) => tag === "D").map(({ body }) => valuesIn(body));
  return {
    kind: "rows",
    columns: description === undefined ? [] : columnsIn(description.body),
    text: rowsIn(heard.slice(0, firstEnd)),
    binary: rowsIn(heard.slice(firstEnd)),
  };
}

function columnsIn(body: Buffer): readonly Column[] {
  let at = 2;
  return Array.from({ length: body.readInt16BE(0) }, () => {
    const end = body.indexOf(0, at);
    const column = { name: body.toString("utf8", at, end), oid: body.readInt32BE(end + 7) };
    at = end + 19;
    return column;
  });
}

function valuesIn(body: Buffer): readonly Value[] {
  let at = 2;
  return Array.from({ length: body.readInt16BE(0) }, () => {
    const length = body.readInt32BE(at);
    at += 4 + Math.max(length, 0);
    return length === -1 ? null : body.subarray(at - length, at);
  });
}

function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
