// An HTTP proxy in front of a server that does to requests and answers what networks and servers do, as a plan says.
import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as sendRequest,
  type ServerResponse,
} from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export type Fault =
  | { readonly kind: "none" }
  /** Answers by itself; the server hears nothing. With a code: as S3 words it. Without: as some proxy does. */
  | { readonly kind: "status"; readonly status: number; readonly code?: string }
  /** Before the server hears of it. */
  | { readonly kind: "resetBefore" }
  /** The server does its work, and the connection breaks before a word of the answer. */
  | { readonly kind: "answerLost" }
  /** Half of the body, then a reset. */
  | { readonly kind: "resetWithin" }
  /** Half of the body, then an orderly end. */
  | { readonly kind: "cut" }
  /** The length that is told is that of half the body, and so much comes: nothing of HTTP's shows that it is not all. */
  | { readonly kind: "lengthTooShort" }
  /** More is told than comes, and then the connection stays. */
  | { readonly kind: "lengthTooLong" }
  | { readonly kind: "slow"; readonly pieces: number; readonly pauseMs: number }
  /** No word of the answer, or half of its body, and then silence. */
  | { readonly kind: "stalledHead" }
  | { readonly kind: "stalledBody" };

export interface ProxiedRequest {
  readonly method: string;
  /** With its query, as it was sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the client; tells connections apart. */
  readonly port: number;
  /** Counts from 0. */
  readonly number: number;
}

export type FaultPlan = (request: ProxiedRequest) => Fault | Promise<Fault>;

export interface FaultProxy {
  readonly endpoint: string;
  /** What came so far, and what was done to it. */
  readonly seen: readonly (ProxiedRequest & { readonly fault: Fault })[];
  plan: FaultPlan;
  close(): Promise<void>;
}

/** What networks and servers do, and do no more a moment later. */
export const passingFaults: readonly Fault[] = [
  { kind: "status", status: 500, code: "InternalError" },
  { kind: "status", status: 503, code: "SlowDown" },
  { kind: "status", status: 502 },
  { kind: "status", status: 504 },
  { kind: "status", status: 429 },
  { kind: "status", status: 404 },
  { kind: "status", status: 409, code: "ConditionalRequestConflict" },
  { kind: "status", status: 400, code: "RequestTimeout" },
  { kind: "resetBefore" },
  { kind: "answerLost" },
  { kind: "resetWithin" },
  { kind: "cut" },
  { kind: "lengthTooShort" },
  { kind: "lengthTooLong" },
  { kind: "slow", pieces: 5, pauseMs: 10 },
  { kind: "stalledHead" },
  { kind: "stalledBody" },
];

export const noFaults: FaultPlan = () => ({ kind: "none" });

/** Faults that a seed gives again; `share` of all requests have one. */
export function randomFaults(random: () => number, share: number, faults: readonly Fault[]): FaultPlan {
  return () => (random() < share ? faults[Math.floor(random() * faults.length)] : undefined) ?? { kind: "none" };
}

export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  const seen: (ProxiedRequest & { readonly fault: Fault })[] = [];
  let count = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "", headers } = request;
    const proxied = { method, url, headers, port: request.socket.remotePort ?? 0, number: count++ };
    const fault = await proxy.plan(proxied);
    seen.push({ ...proxied, fault });
    await serve(upstream, request, response, fault);
  };
  const server = createServer((request, response) => {
    // Whoever sent it has gone; or the server has.
    handle(request, response).catch(() => request.socket.destroy());
  });
  // What is slow here is slow on purpose.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${address.port}`,
    seen,
    plan: noFaults,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return proxy;
}

async function serve(
  upstream: string,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault,
): Promise<void> {
  const { socket } = request;
  if (fault.kind === "resetBefore") {
    // In mid-sending, where there is a body.
    socket.resetAndDestroy();
    return;
  }
  const body = await collect(request);
  if (fault.kind === "status") {
    refuse(request, response, fault);
    return;
  }
  const answer = await forward(upstream, request, body);
  const half = answer.body.subarray(0, Math.floor(answer.body.length / 2));
  const head = (length: number): ServerResponse =>
    response.writeHead(answer.status, { ...answer.headers, "content-length": length });
  // An answer to HEAD tells a length and has no body; and one without a body cannot be cut.
  const isWhole = request.method === "HEAD" || answer.body.length === 0;
  switch (fault.kind) {
    case "answerLost":
      socket.resetAndDestroy();
      return;
    case "stalledHead":
      return;
    case "none":
      break;
    case "resetWithin":
    case "cut":
      if (isWhole) break;
      await write(head(answer.body.length), half);
      if (fault.kind === "cut") socket.end();
      else socket.resetAndDestroy();
      return;
    case "stalledBody":
      if (isWhole) break;
      await write(head(answer.body.length), half);
      return;
    case "lengthTooShort":
      if (isWhole) break;
      head(half.length).end(half);
      return;
    case "lengthTooLong":
      if (isWhole) break;
      await write(head(answer.body.length + 100), answer.body);
      return;
    case "slow": {
      if (isWhole) break;
      const slow = head(answer.body.length);
      const pieceBytes = Math.ceil(answer.body.length / fault.pieces);
      for (let start = 0; start < answer.body.length; start += pieceBytes) {
        await write(slow, answer.body.subarray(start, start + pieceBytes));
        await sleep(fault.pauseMs);
      }
      slow.end();
      return;
    }
  }
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

function refuse(request: IncomingMessage, response: ServerResponse, fault: Fault & { readonly kind: "status" }): void {
  const body =
    fault.code === undefined
      ? "<html><body>a page of some proxy"
      : `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${fault.code}</Code><Message>m</Message></Error>`;
  response.writeHead(fault.status, { "content-type": fault.code === undefined ? "text/html" : "application/xml" });
  response.end(request.method === "HEAD" ? undefined : body);
}

function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (failure) => (failure ? reject(failure) : resolve()));
  });
}

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** With its headers as they are: the signature covers them, the host's name among them. */
function forward(upstream: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const forwarded = sendRequest(`${upstream}${url ?? "/"}`, { method, headers, agent: false }, (answer) => {
      const { connection: _, "keep-alive": __, "transfer-encoding": ___, ...kept } = answer.headers;
      collect(answer).then((bytes) => resolve({ status: answer.statusCode ?? 0, headers: kept, body: bytes }), reject);
    });
    forwarded.on("error", reject);
    forwarded.end(body);
  });
}

async function collect(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
