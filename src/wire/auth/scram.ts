// The server's side of SCRAM-SHA-256, as a pure state machine: texts in, texts out.
// https://www.postgresql.org/docs/current/sasl-authentication.html, RFC 5802, RFC 7677

import { timingSafeEqual } from "node:crypto";
import { FeatureNotSupported, InvalidAuthorization, ProtocolViolation, WrongPassword } from "../../errors.js";
import { ScramReader } from "./scram-reader.js";
import {
  base64,
  decodeBase64,
  hmac,
  mockVerifier,
  type ScramVerifier,
  scramKeyBytes,
  sha256,
} from "./scram-verifier.js";

const plain = "SCRAM-SHA-256";
const plus = "SCRAM-SHA-256-PLUS";

export type ScramMechanism = typeof plain | typeof plus;

/** Ties the login to its TLS connection. Only a TLS connection whose certificate we can hash can offer it. */
export type ChannelBinding =
  | { readonly kind: "notOffered" }
  /** The hash of our certificate that "tls-server-end-point" asks for (RFC 5929, section 4.1). */
  | { readonly kind: "offered"; readonly certificateHash: Buffer };

/** The mechanisms for AuthenticationSASL, best first. */
export function scramMechanisms(channelBinding: ChannelBinding): readonly ScramMechanism[] {
  return channelBinding.kind === "offered" ? [plus, plain] : [plain];
}

export interface ScramServerOptions {
  /** From the StartupMessage. As in PostgreSQL, the name inside the SCRAM messages is ignored. */
  readonly role: string;
  /** Undefined where the role does not exist or has no password: the exchange runs all the same, and fails. */
  readonly verifier: ScramVerifier | undefined;
  /** Kept by the gateways and told nobody, so that a role without a verifier looks like any other. */
  readonly mockSecret: Buffer;
  /** Fresh and random for each login, printable, without commas: 18 bytes in base64, for one. */
  readonly nonce: string;
  /** As the client chose it. */
  readonly mechanism: string;
  readonly channelBinding: ChannelBinding;
}

/** "n": the client cannot bind the channel. "y": it could, and thinks we cannot. "p": it does. */
type Gs2Flag = "n" | "y" | "p";

type ScramState =
  | { readonly kind: "expectsFirst" }
  | {
      readonly kind: "expectsFinal";
      readonly clientFirstBare: string;
      readonly serverFirst: string;
      readonly nonce: string;
      readonly cbindInput: Buffer;
    }
  | { readonly kind: "finished" };

/** One login. Texts are treated as Latin-1, so that each byte is hashed as it came. */
export class ScramServer {
  readonly #role: string;
  readonly #verifier: ScramVerifier;
  /** Whether the outcome is open: with a mock verifier it is not. */
  readonly #isOpen: boolean;
  readonly #nonce: string;
  readonly #channelBinding: ChannelBinding;
  readonly #bindsChannel: boolean;
  #state: ScramState = { kind: "expectsFirst" };

  constructor(options: ScramServerOptions) {
    if (!scramMechanisms(options.channelBinding).some((offered) => offered === options.mechanism)) {
      throw new ProtocolViolation("client selected an invalid SASL authentication mechanism");
    }
    // The mock is made in any case, so that the time it takes tells nothing.
    const mock = mockVerifier(options.mockSecret, options.role);
    this.#role = options.role;
    this.#verifier = options.verifier ?? mock;
    this.#isOpen = options.verifier !== undefined;
    this.#nonce = options.nonce;
    this.#channelBinding = options.channelBinding;
    this.#bindsChannel = options.mechanism === plus;
  }

  /** Takes the client-first-message; answers the server-first-message, for AuthenticationSASLContinue. */
  first(clientFirst: Buffer): string {
    if (this.#state.kind !== "expectsFirst") {
      throw new Error("a SCRAM exchange has one client-first-message");
    }
    const reader = new ScramReader(clientFirst);
    const cbindInput = this.#cbindInput(this.#readGs2Header(reader));
    const clientFirstBare = reader.rest;
    const clientNonce = readClientFirstBare(reader);

    const { salt, iterations } = this.#verifier;
    const nonce = clientNonce + this.#nonce;
    const serverFirst = `r=${nonce},s=${base64(salt)},i=${iterations}`;
    this.#state = { kind: "expectsFinal", clientFirstBare, serverFirst, nonce, cbindInput };
    return serverFirst;
  }

  /**
   * Takes the client-final-message. Answers the server-final-message, for AuthenticationSASLFinal, where the password
   * is right, and throws WrongPassword where it is not.
   */
  final(clientFinal: Buffer): string {
    if (this.#state.kind !== "expectsFinal") {
      throw new Error("a SCRAM exchange has one client-final-message, after the first");
    }
    const { clientFirstBare, serverFirst, nonce, cbindInput } = this.#state;
    this.#state = { kind: "finished" };

    const { cbind, finalNonce, withoutProof, proof } = readClientFinal(new ScramReader(clientFinal));
    if (cbind !== base64(cbindInput)) {
      throw this.#bindsChannel
        ? new InvalidAuthorization("SCRAM channel binding check failed")
        : new ProtocolViolation("unexpected SCRAM channel-binding attribute in client-final-message");
    }
    if (finalNonce !== nonce) {
      throw new ProtocolViolation("invalid SCRAM response", { detail: "Nonce does not match." });
    }
    const authMessage = Buffer.from(`${clientFirstBare},${serverFirst},${withoutProof}`, "latin1");
    // The proof is checked in any case, as above.
    const isProven = proves(proof, authMessage, this.#verifier.storedKey);
    if (!isProven || !this.#isOpen) {
      throw new WrongPassword(this.#role);
    }
    return `v=${base64(hmac(this.#verifier.serverKey, authMessage))}`;
  }

  /** Reads the flag of channel binding, and the authzid that nobody may send. */
  #readGs2Header(reader: ScramReader): Gs2Flag {
    const flag = this.#readFlag(reader);
    if (reader.peek() === "a") {
      throw new FeatureNotSupported("client uses authorization identity, but it is not supported", {
        severity: "FATAL",
      });
    }
    if (reader.peek() !== ",") {
      throw reader.malformed(`Unexpected attribute "${reader.shown()}" in client-first-message.`);
    }
    reader.skip(",");
    return flag;
  }

  #readFlag(reader: ScramReader): Gs2Flag {
    const flag = reader.peek();
    switch (flag) {
      case "n":
      case "y":
        this.#checkUnbound(flag);
        reader.skip(flag);
        reader.comma();
        return flag;
      case "p":
        this.#readBindingType(reader);
        return flag;
      default:
        throw reader.malformed(`Unexpected channel-binding flag "${reader.shown()}".`);
    }
  }

  /** A client that supports channel binding, and was told that we do not, was lied to by somebody in the middle. */
  #checkUnbound(flag: "n" | "y"): void {
    if (this.#bindsChannel) {
      throw new ProtocolViolation("malformed SCRAM message", {
        detail: "The client selected SCRAM-SHA-256-PLUS, but the SCRAM message does not include channel binding data.",
      });
    }
    if (flag === "y" && this.#channelBinding.kind === "offered") {
      throw new InvalidAuthorization("SCRAM channel binding negotiation error", {
        detail:
          "The client supports SCRAM channel binding but thinks the server does not.  " +
          "However, this server does support channel binding.",
      });
    }
  }

  #readBindingType(reader: ScramReader): void {
    if (!this.#bindsChannel) {
      throw reader.malformed(
        "The client selected SCRAM-SHA-256 without channel binding, " +
          "but the SCRAM message includes channel binding data.",
      );
    }
    const type = reader.attribute("p");
    if (type !== "tls-server-end-point") {
      throw new ProtocolViolation("unsupported SCRAM channel-binding type", {
        detail: 'The only supported type is "tls-server-end-point".',
      });
    }
  }

  /** What the client has to repeat at the end, so that nobody can have changed it on the way. */
  #cbindInput(flag: Gs2Flag): Buffer {
    return flag === "p" && this.#channelBinding.kind === "offered"
      ? Buffer.concat([Buffer.from("p=tls-server-end-point,,"), this.#channelBinding.certificateHash])
      : Buffer.from(`${flag},,`);
  }
}

/** Reads name and nonce, and any extensions; tells the client's nonce. */
function readClientFirstBare(reader: ScramReader): string {
  if (reader.peek() === "m") {
    throw new FeatureNotSupported("client requires an unsupported SCRAM extension", { severity: "FATAL" });
  }
  reader.attribute("n");
  const nonce = reader.attribute("r");
  if (!/^[\x21-\x2b\x2d-\x7e]*$/.test(nonce)) {
    throw new ProtocolViolation("non-printable characters in SCRAM nonce");
  }
  while (!reader.isAtEnd) {
    reader.anyAttribute();
  }
  return nonce;
}

interface ClientFinal {
  readonly cbind: string;
  readonly finalNonce: string;
  /** Everything before the proof: the part that is proven. */
  readonly withoutProof: string;
  readonly proof: Buffer;
}

function readClientFinal(reader: ScramReader): ClientFinal {
  const cbind = reader.attribute("c");
  const finalNonce = reader.attribute("r");
  let withoutProof = reader.read;
  let attribute = reader.anyAttribute();
  while (attribute.name !== "p") {
    withoutProof = reader.read;
    attribute = reader.anyAttribute();
  }
  const proof = decodeBase64(attribute.value);
  if (proof?.length !== scramKeyBytes) {
    throw reader.malformed("Malformed proof in client-final-message.");
  }
  if (!reader.isAtEnd) {
    throw reader.malformed("Garbage found at the end of client-final-message.");
  }
  return { cbind, finalNonce, withoutProof, proof };
}

/** Whether whoever made the proof knows the key behind the stored one (RFC 5802, section 3). */
function proves(proof: Buffer, authMessage: Buffer, storedKey: Buffer): boolean {
  const clientSignature = hmac(storedKey, authMessage);
  const clientKey = Buffer.from(proof.map((byte, i) => byte ^ (clientSignature[i] ?? 0)));
  return timingSafeEqual(sha256(clientKey), storedKey);
}
