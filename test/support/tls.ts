// Certificates for tests, and the two ways to open TLS with a PostgreSQL server.
//
// tls/lake.crt is signed by an intermediate authority, which comes along, and that one by tls/root.crt. other.crt and
// expired.crt sign themselves, and both have other.key. All but the expired one are good until the year 2120.

import { once } from "node:events";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { closeAfterTest } from "./wire-server.js";

const folder = fileURLToPath(new URL("tls/", import.meta.url));

/** What clients of `lake` trust. */
export const rootPath = path.join(folder, "root.crt");
export const rootCertificate = readFileSync(rootPath, "utf8");

export interface CertificateFiles {
  readonly folder: string;
  readonly certificate: string;
  readonly key: string;
}

const keyNames = { lake: "lake", other: "other", expired: "other" } as const;

/** A certificate and its key in a folder of their own, with the modes that a key has to have. */
export function makeCertificateFiles(name: keyof typeof keyNames = "lake"): CertificateFiles {
  const place = mkdtempSync(path.join(tmpdir(), "sluice-tls-"));
  const files = { folder: place, certificate: path.join(place, "server.crt"), key: path.join(place, "server.key") };
  putCertificate(files, name);
  return files;
}

/** The same, gone after the test. */
export function certificateFiles(name?: keyof typeof keyNames): CertificateFiles {
  const files = makeCertificateFiles(name);
  onTestFinished(() => removeCertificateFiles(files));
  return files;
}

export function removeCertificateFiles(files: CertificateFiles): void {
  rmSync(files.folder, { recursive: true, force: true });
}

/** In the place of what is there. */
export function putCertificate(files: CertificateFiles, name: keyof typeof keyNames): void {
  copyFileSync(path.join(folder, `${name}.crt`), files.certificate);
  copyFileSync(path.join(folder, `${keyNames[name]}.key`), files.key);
  chmodSync(files.key, 0o600);
}

export const sslRequest = Buffer.from("0000000804d2162f", "hex");
export const gssEncRequest = Buffer.from("0000000804d21630", "hex");

/** As libpq does: asks first, and begins when it may. */
export async function askForTls(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = await open(port);
  socket.write(sslRequest);
  const answer = await firstBytes(socket);
  if (answer.toString("latin1") !== "S") throw new Error(`TLS was refused: ${answer.toString("latin1")}`);
  return shakeHands(socket, options);
}

/** As libpq does from version 17 on with sslnegotiation=direct. */
export async function beginWithTls(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return shakeHands(await open(port), { ALPNProtocols: ["postgresql"], ...options });
}

export async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  closeAfterTest({ close: () => void socket.destroy() });
  await once(socket, "connect");
  socket.once("end", () => socket.end());
  return socket;
}

export async function firstBytes(socket: Socket): Promise<Buffer> {
  const [bytes] = (await once(socket, "data")) as [Buffer];
  return bytes;
}

async function shakeHands(socket: Socket, options: ConnectionOptions): Promise<TLSSocket> {
  const stream = connectTls({ socket, host: "127.0.0.1", ca: rootCertificate, ...options });
  stream.once("end", () => stream.end());
  await once(stream, "secureConnect");
  return stream;
}
