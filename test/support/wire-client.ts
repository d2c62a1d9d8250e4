// A client on a raw socket: says messages, and tells what was answered. Knows nothing of the gateway's own codec.

import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { serialize } from "pg-protocol";
import { continueSession, finalizeSession, startSession } from "./driver-scram.js";

/** What a transcript says: see `encode`. */
export type Said = { readonly kind: string } & Readonly<Record<string, unknown>>;
/** What was answered, decoded. */
export type Heard = { readonly kind: string } & Readonly<Record<string, unknown>>;

export interface WireClientOptions {
  readonly host?: string;
  readonly port: number;
}

export class WireClient {
  readonly socket: Socket;
  #bytes = Buffer.alloc(0);
  readonly #heard: Heard[] = [];
  #isClosed = false;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      for (;;) {
        const taken = takeMessage(this.#bytes);
        if (taken === undefined) break;
        this.#bytes = this.#bytes.subarray(taken.bytes);
        this.#heard.push(taken.message);
      }
      this.#wake?.();
    });
    socket.on("error", () => this.#wake?.());
    socket.on("close", () => {
      this.#isClosed = true;
      this.#wake?.();
    });
  }

  static async connect({ host = "127.0.0.1", port }: WireClientOptions): Promise<WireClient> {
    const socket = connect({ host, port, allowHalfOpen: true });
    const client = WireClient.over(socket);
    await once(socket, "connect");
    return client;
  }

  /** Goes on where another has begun: over TLS. */
  static over(socket: Socket): WireClient {
    const client = new WireClient(socket);
    socket.once("end", () => socket.end());
    return client;
  }

  /** Connects and logs in; answers everything heard up to the first ReadyForQuery. */
  static async login(
    options: WireClientOptions,
    role: string,
    password: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly client: WireClient; readonly heard: readonly Heard[] }> {
    const client = await WireClient.connect(options);
    client.send(startupPacket({ user: role, ...parameters }));
    return { client, heard: await client.authenticate(password) };
  }

  async authenticate(password: string): Promise<readonly Heard[]> {
    const heard: Heard[] = [];
    let session: ReturnType<typeof startSession> | undefined;
    for (;;) {
      const message = await this.next();
      if (message === undefined) return heard;
      heard.push(message);
      if (message.kind === "authenticationSasl") {
        session = startSession(message.mechanisms as string[]);
        this.send(serialize.sendSASLInitialResponseMessage(session.mechanism, session.response));
      } else if (message.kind === "authenticationSaslContinue" && session !== undefined) {
        await continueSession(session, password, message.data as string);
        this.send(serialize.sendSCRAMClientFinalMessage(session.response));
      } else if (message.kind === "authenticationSaslFinal" && session !== undefined) {
        finalizeSession(session, message.data as string);
      } else if (message.kind === "readyForQuery" || message.kind === "error") {
        return heard;
      }
    }
  }

  send(bytes: Buffer | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** All in one write, as a driver that pipelines does. */
  say(...messages: readonly Said[]): void {
    this.send(Buffer.concat(messages.map(encode)));
  }

  /** The next answer; undefined: the connection is closed. */
  async next(): Promise<Heard | undefined> {
    while (this.#heard.length === 0 && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#heard.shift();
  }

  async take(count: number): Promise<readonly Heard[]> {
    const taken: Heard[] = [];
    while (taken.length < count) {
      const message = await this.next();
      if (message === undefined) break;
      taken.push(message);
    }
    return taken;
  }

  /** Everything up to and including the next ReadyForQuery, or to the end. */
  async untilReady(): Promise<readonly Heard[]> {
    const heard: Heard[] = [];
    for (;;) {
      const message = await this.next();
      if (message === undefined) return heard;
      heard.push(message);
      if (message.kind === "readyForQuery") return heard;
    }
  }

  async untilClosed(): Promise<readonly Heard[]> {
    const heard: Heard[] = [];
    for (let message = await this.next(); message !== undefined; message = await this.next()) heard.push(message);
    return heard;
  }

  async query(sql: string): Promise<readonly Heard[]> {
    this.say({ kind: "query", sql });
    return this.untilReady();
  }

  /** How many answers came and were not taken. */
  get unheard(): number {
    return this.#heard.length;
  }

  close(): void {
    this.socket.destroy();
  }
}

export function startupPacket(parameters: Readonly<Record<string, string>>, version = 0x0003_0000): Buffer {
  const pairs = Object.entries(parameters).flat();
  const body = Buffer.from(`${pairs.map((text) => `${text}\0`).join("")}\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.writeUInt32BE(version, 4);
  return Buffer.concat([head, body]);
}

export function frame(tag: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(tag, 0, "latin1");
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

/** A message of a transcript as bytes. */
export function encode(said: Said): Buffer {
  const text = (name: string): string => (said[name] as string | undefined) ?? "";
  switch (said.kind) {
    case "query":
      return serialize.query(text("sql"));
    case "parse":
      return serialize.parse({ name: text("statement"), text: text("sql"), types: (said.types as number[]) ?? [] });
    case "bind":
      return encodeBind(said);
    case "describe":
      return serialize.describe(targetOf(said));
    case "close":
      return serialize.close(targetOf(said));
    case "execute":
      return serialize.execute({ portal: text("portal"), rows: (said.rowsMax as number) ?? 0 });
    case "flush":
      return serialize.flush();
    case "sync":
      return serialize.sync();
    case "terminate":
      return serialize.end();
    case "bytes":
      return Buffer.from(text("hex").replaceAll(" ", ""), "hex");
    default:
      throw new Error(`nobody says ${said.kind}`);
  }
}

function targetOf(said: Said): { type: "S" | "P"; name: string } {
  return typeof said.portal === "string"
    ? { type: "P", name: said.portal }
    : { type: "S", name: (said.statement as string | undefined) ?? "" };
}

/** Values are texts, or null; `{"hex": "..."}` is sent as binary. */
function encodeBind(said: Said): Buffer {
  const values = (said.values as (string | null | { hex: string })[] | undefined) ?? [];
  const resultFormats = (said.resultFormats as number[] | undefined) ?? [];
  const parts: Buffer[] = [
    Buffer.from(`${(said.portal as string | undefined) ?? ""}\0${(said.statement as string | undefined) ?? ""}\0`),
    int16(values.length),
    ...values.map((value) => int16(typeof value === "object" && value !== null ? 1 : 0)),
    int16(values.length),
    ...values.map((value) => {
      if (value === null) return int32(-1);
      const bytes = typeof value === "string" ? Buffer.from(value) : Buffer.from(value.hex, "hex");
      return Buffer.concat([int32(bytes.length), bytes]);
    }),
    int16(resultFormats.length),
    ...resultFormats.map(int16),
  ];
  return frame("B", Buffer.concat(parts));
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

function takeMessage(bytes: Buffer): { readonly bytes: number; readonly message: Heard } | undefined {
  if (bytes.length > 0 && bytes[0] === 0x4e && (bytes.length < 5 || bytes.readUInt32BE(1) > 1_000_000)) {
    return { bytes: 1, message: { kind: "encryptionRefused" } };
  }
  if (bytes.length < 5) return undefined;
  const length = 1 + bytes.readUInt32BE(1);
  if (bytes.length < length) return undefined;
  return { bytes: length, message: decode(String.fromCharCode(bytes[0] ?? 0), bytes.subarray(5, length)) };
}

function decode(tag: string, body: Buffer): Heard {
  let at = 0;
  const int = (size: 1 | 2 | 4): number => {
    at += size;
    return body.readIntBE(at - size, size);
  };
  const text = (): string => {
    const end = body.indexOf(0, at);
    const value = body.toString("utf8", at, end);
    at = end + 1;
    return value;
  };
  const several = <T>(count: number, one: () => T): T[] => Array.from({ length: count }, one);
  switch (tag) {
    case "R":
      return decodeAuthentication(int(4), body.subarray(4));
    case "K":
      return { kind: "backendKeyData", processId: int(4), secret: body.toString("hex", 4) };
    case "S":
      return { kind: "parameterStatus", name: text(), value: text() };
    case "Z":
      return { kind: "readyForQuery", status: body.toString("latin1") };
    case "v":
      return { kind: "negotiateProtocolVersion", version: int(4), options: several(int(4), text) };
    case "T":
      return {
        kind: "rowDescription",
        fields: several(int(2), () => {
          const name = text();
          at += 6;
          const oid = int(4);
          at += 6;
          return { name, oid, format: int(2) };
        }),
      };
    case "D":
      return {
        kind: "dataRow",
        values: several(int(2), () => {
          const length = int(4);
          if (length === -1) return null;
          at += length;
          const value = body.subarray(at - length, at);
          const isPrintable = value.every((byte) => byte >= 0x20);
          return isPrintable ? value.toString("utf8") : { hex: value.toString("hex") };
        }),
      };
    case "t":
      return { kind: "parameterDescription", oids: several(int(2), () => int(4)) };
    case "C":
      return { kind: "commandComplete", tag: text() };
    case "E":
    case "N":
      return { kind: tag === "E" ? "error" : "notice", ...decodeReport(body) };
    default:
      return { kind: bare[tag] ?? `unknown ${tag}` };
  }
}

const bare: Readonly<Record<string, string>> = {
  "1": "parseComplete",
  "2": "bindComplete",
  "3": "closeComplete",
  n: "noData",
  s: "portalSuspended",
  I: "emptyQueryResponse",
};

function decodeAuthentication(code: number, rest: Buffer): Heard {
  switch (code) {
    case 0:
      return { kind: "authenticationOk" };
    case 10:
      return { kind: "authenticationSasl", mechanisms: rest.toString("utf8").split("\0").filter(Boolean) };
    case 11:
      return { kind: "authenticationSaslContinue", data: rest.toString("utf8") };
    case 12:
      return { kind: "authenticationSaslFinal", data: rest.toString("utf8") };
    default:
      return { kind: `unknown authentication ${code}` };
  }
}

const reportFields: Readonly<Record<string, string>> = {
  V: "severity",
  C: "sqlstate",
  M: "message",
  D: "detail",
  H: "hint",
  W: "where",
  P: "position",
};

function decodeReport(body: Buffer): Readonly<Record<string, string>> {
  const fields = body.toString("utf8").split("\0").filter(Boolean);
  return Object.fromEntries(
    fields.flatMap((field) => {
      const name = reportFields[field[0] ?? ""];
      return name === undefined ? [] : [[name, field.slice(1)]];
    }),
  );
}
