// The client's side of SCRAM-SHA-256. It believes the server: a bench has nothing to lose.
// https://www.rfc-editor.org/rfc/rfc5802
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

export const mechanism = "SCRAM-SHA-256";

export class Scram {
  #password;
  #bare = `n=,r=${randomBytes(18).toString("base64")}`;

  /** @param {string} password */
  constructor(password) {
    this.#password = password;
  }

  /** The first message of the client. */
  get first() {
    return `n,,${this.#bare}`;
  }

  /**
   * Its last one.
   * @param {string} serverFirst
   */
  last(serverFirst) {
    const [, nonce = "", salt = "", iterations = ""] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst) ?? [];
    const salted = pbkdf2Sync(this.#password, Buffer.from(salt, "base64"), Number(iterations), 32, "sha256");
    const clientKey = hmac(salted, "Client Key");
    const withoutProof = `c=biws,r=${nonce}`;
    const storedKey = createHash("sha256").update(clientKey).digest();
    const signature = hmac(storedKey, `${this.#bare},${serverFirst},${withoutProof}`);
    const proof = clientKey.map((byte, index) => byte ^ (signature[index] ?? 0));
    return `${withoutProof},p=${Buffer.from(proof).toString("base64")}`;
  }
}

/**
 * @param {Buffer} key
 * @param {string} words
 */
function hmac(key, words) {
  return createHmac("sha256", key).update(words).digest();
}
