// Decodes what a client says while it logs in: the bodies of SASLInitialResponse and SASLResponse.

import { BodyReader } from "../protocol/body-reader.js";

export interface SaslInitialResponse {
  readonly mechanism: string;
  /** Undefined where the client waits for an empty challenge first. An empty response is another thing. */
  readonly response: Buffer | undefined;
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-SASLINITIALRESPONSE */
export function decodeSaslInitialResponse(body: Buffer): SaslInitialResponse {
  const reader = new BodyReader(body, "FATAL");
  const mechanism = reader.string();
  const length = reader.int32();
  const response = length === -1 ? undefined : reader.bytes(length);
  reader.end();
  return { mechanism, response };
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-SASLRESPONSE */
export function decodeSaslResponse(body: Buffer): Buffer {
  return new BodyReader(body, "FATAL").rest();
}
