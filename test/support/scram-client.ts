// The client's side of SCRAM-SHA-256, written from RFC 5802 and apart from the server's.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { message } from "./frames.js";
import type { RawClient } from "./raw-client.js";

/** Answers AuthenticationSASL; returns once the server has said AuthenticationOk, throws otherwise. */
export async function sasl(client: RawClient, password: string): Promise<void> {
  await expectCode(client, 10);
  const nonce = randomBytes(18).toString("base64");
  const bare = `n=,r=${nonce}`;
  const first = Buffer.from(`n,,${bare}`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(first.length);
  client.write(message("p", Buffer.concat([Buffer.from("SCRAM-SHA-256\0"), length, first])));
  const serverFirst = await expectCode(client, 11);
  const [, combined = "", salt = "", iterations = ""] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst) ?? [];
  const salted = pbkdf2Sync(password, Buffer.from(salt, "base64"), Number(iterations), 32, "sha256");
  const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const clientKey = hmac(salted, "Client Key");
  const withoutProof = `c=biws,r=${combined}`;
  const signature = hmac(createHash("sha256").update(clientKey).digest(), `${bare},${serverFirst},${withoutProof}`);
  const proof = clientKey.map((byte, index) => byte ^ (signature[index] ?? 0));
  client.write(message("p", `${withoutProof},p=${Buffer.from(proof).toString("base64")}`));
  await expectCode(client, 12);
  await expectCode(client, 0);
}

async function expectCode(client: RawClient, code: number): Promise<string> {
  const answer = await client.next();
  if (answer?.tag !== "R" || answer.body.readInt32BE(0) !== code) {
    throw new Error(`expected authentication message ${code}, got ${answer?.tag} ${answer?.body.toString("utf8")}`);
  }
  return answer.body.toString("utf8", 4);
}
