// What can go wrong with an S3 server: told apart by its codes, told on in our words. The SDK's own texts and objects go no further.
import { DiskFull, IoError, type PgError } from "../../../errors.js";

export type S3FailureKind = keyof typeof traits;

interface Traits {
  /** Whether the same request may well succeed a moment later. */
  readonly isTransient: boolean;
  readonly words: string;
  readonly hint?: string;
}

const traits = {
  missingObject: { isTransient: false, words: "there is no such object" },
  missingUpload: { isTransient: false, words: "the upload was given up by somebody else" },
  missingBucket: {
    isTransient: false,
    words: "the server knows no bucket of that name",
    hint: "Check the bucket's name on the server, its region and its endpoint.",
  },
  /** A precondition was refused. */
  changed: { isTransient: false, words: "the object has changed" },
  /** Somebody else is writing the same object at this moment. */
  conflict: { isTransient: true, words: "others are writing the same object" },
  beyondEnd: { isTransient: false, words: "the object is shorter" },
  denied: {
    isTransient: false,
    words: "access denied",
    hint: "Check the bucket's credentials, and what the server lets them do.",
  },
  noCredentials: {
    isTransient: false,
    words: "no credentials were found",
    hint: "Check that the bucket's credentials are there, on the machine where the gateway runs.",
  },
  elsewhere: {
    isTransient: false,
    words: "the bucket lies in another region or under another endpoint",
    hint: "Check the bucket's region and its endpoint.",
  },
  /** The SDK learns the server's time from the refusal. */
  skewed: { isTransient: true, words: "the clocks differ", hint: "Check the clock of the gateway's machine." },
  throttled: { isTransient: true, words: "the server asks for fewer requests", hint: "Try again later." },
  full: { isTransient: false, words: "No space left", hint: "Check the server's free space and the account's quota." },
  serverFault: { isTransient: true, words: "the server failed", hint: "Try again later." },
  unreachable: {
    isTransient: true,
    words: "the server cannot be reached",
    hint: "Check the bucket's endpoint, and the network between it and the gateway.",
  },
  broken: { isTransient: true, words: "the connection broke", hint: "Try again later." },
  stalled: { isTransient: true, words: "the server did not answer in time", hint: "Try again later." },
  untrusted: {
    isTransient: false,
    words: "the server's certificate is not trusted",
    hint: "Check the endpoint, and the authorities that Node trusts (NODE_EXTRA_CA_CERTS).",
  },
  /** An answer that is not S3's, from a proxy in between for one. */
  garbled: {
    isTransient: true,
    words: "the answer was not understood",
    hint: "Check that the endpoint is that of an S3 server.",
  },
  refused: {
    isTransient: false,
    words: "the server refused the request",
    hint: "The server may need another dialect, or path style.",
  },
  tooLarge: { isTransient: false, words: "the object is too large to be read as a whole" },
  closed: { isTransient: false, words: "the bucket is being closed" },
} as const satisfies Readonly<Record<string, Traits>>;

/** Its message and its fields are safe to be logged. It has no cause on purpose: the SDK's errors carry requests and headers. */
export class S3Failure extends Error {
  readonly kind: S3FailureKind;

  constructor(kind: S3FailureKind, facts = "") {
    super(facts === "" ? traits[kind].words : `${traits[kind].words} (${facts})`);
    this.name = "S3Failure";
    this.kind = kind;
  }

  get isTransient(): boolean {
    return traits[this.kind].isTransient;
  }
}

/** What was being done, in PostgreSQL's words: `could not read object "k"`; the bucket by our name for it. */
export function toStorageError(what: string, bucket: string, failure: S3Failure): PgError {
  const { hint }: Traits = traits[failure.kind];
  const message = `${what} in bucket "${bucket}": ${failure.message}`;
  const fields = { ...(hint !== undefined && { hint }), cause: failure };
  return failure.kind === "full" ? new DiskFull(message, fields) : new IoError(message, fields);
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const kindByCode: ReadonlyMap<string, S3FailureKind> = new Map(
  Object.entries({
    missingObject: ["NoSuchKey"],
    missingUpload: ["NoSuchUpload"],
    missingBucket: ["NoSuchBucket"],
    changed: ["PreconditionFailed"],
    conflict: ["ConditionalRequestConflict", "OperationAborted"],
    beyondEnd: ["InvalidRange"],
    denied: ["AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"],
    noCredentials: ["CredentialsProviderError", "TokenProviderError"],
    elsewhere: [
      "PermanentRedirect",
      "TemporaryRedirect",
      "Redirect",
      "AuthorizationHeaderMalformed",
      "IllegalLocationConstraintException",
    ],
    skewed: ["RequestTimeTooSkewed"],
    throttled: ["SlowDown", "Throttling", "ThrottlingException", "TooManyRequests", "RequestLimitExceeded"],
    full: ["QuotaExceeded", "XMinioStorageFull"],
    // The first three tell of a body that did not arrive as it was sent.
    broken: ["IncompleteBody", "BadDigest", "XAmzContentSHA256Mismatch", "ECONNRESET", "EPIPE", "ECONNABORTED"],
    stalled: ["RequestTimeout", "TimeoutError", "ETIMEDOUT", "ESOCKETTIMEDOUT"],
    unreachable: ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL"],
    refused: ["NotImplemented"],
  } satisfies Partial<Record<S3FailureKind, readonly string[]>>).flatMap(([kind, codes]) =>
    codes.map((code) => [code, kind as S3FailureKind] as const),
  ),
);

const kindByStatus: ReadonlyMap<number, S3FailureKind> = new Map([
  [301, "elsewhere"],
  [307, "elsewhere"],
  [401, "denied"],
  [403, "denied"],
  // Without a code, some proxy may have said it. Who may take it for a missing object has caught it before.
  [404, "garbled"],
  [408, "stalled"],
  [409, "conflict"],
  [412, "changed"],
  [416, "beyondEnd"],
  [429, "throttled"],
  [501, "refused"],
  [503, "throttled"],
  [505, "refused"],
  [507, "full"],
]);

/** Whatever the SDK threw. It throws nothing that is a fault of ours, as long as the types are kept. */
export function toS3Failure(thrown: unknown): S3Failure {
  if (thrown instanceof S3Failure) return thrown;
  const status = statusOf(thrown);
  const codes = ["Code", "code", "name"].map((field) => textOf(thrown, field));
  const code = codes.find((one) => one !== undefined && kindByCode.has(one));
  if (code !== undefined) return new S3Failure(kindByCode.get(code) ?? "garbled", factsOf(code, status));
  const errno = textOf(thrown, "code");
  if (status === undefined) return new S3Failure(kindOfErrno(errno), errno ?? textOf(thrown, "name") ?? "");
  const named = codes.find((one) => one !== undefined && isCodeOfS3(one));
  return new S3Failure(kindByStatus.get(status) ?? kindOfStatusClass(status), factsOf(named, status));
}

function kindOfStatusClass(status: number): S3FailureKind {
  if (status >= 500) return "serverFault";
  return status >= 400 ? "refused" : "garbled";
}

/** In camel case, unlike an access key, which a server that means ill could give back as its code. */
function isCodeOfS3(code: string): boolean {
  return /^(?=.*[a-z])[A-Z][A-Za-z]{1,63}$/.test(code) && !["Error", "Unknown", "UnknownError"].includes(code);
}

/** Node's and OpenSSL's codes of TLS are many, and all but these few begin so. */
function kindOfErrno(errno: string | undefined): S3FailureKind {
  if (errno === undefined) return "broken";
  return /CERT|^ERR_TLS|^UNABLE_TO_(GET|VERIFY)/.test(errno) ? "untrusted" : "broken";
}

function factsOf(code: string | undefined, status: number | undefined): string {
  return [code, status === undefined ? undefined : `HTTP ${status}`].filter((fact) => fact !== undefined).join(", ");
}

function statusOf(thrown: unknown): number | undefined {
  const metadata = fieldOf(thrown, "$metadata");
  const status = fieldOf(metadata, "httpStatusCode") ?? fieldOf(fieldOf(thrown, "$response"), "statusCode");
  return typeof status === "number" && Number.isInteger(status) ? status : undefined;
}

/** A word such as codes and names are. Another text could be anything, so it is none. */
function textOf(thrown: unknown, field: string): string | undefined {
  const text = fieldOf(thrown, field);
  return typeof text === "string" && /^[A-Za-z0-9_.-]{1,64}$/.test(text) ? text : undefined;
}

function fieldOf(thrown: unknown, field: string): unknown {
  return typeof thrown === "object" && thrown !== null ? (thrown as Record<string, unknown>)[field] : undefined;
}
