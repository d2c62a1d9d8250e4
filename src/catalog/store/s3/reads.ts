// Reads objects of a bucket on S3: whole, by ranges, and what they are.
import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand } from "@aws-sdk/client-s3";
import type { StoredObject } from "../object-store.js";
import type { ObjectStat } from "../remote-objects.js";
import type { Attempt } from "./attempts.js";
import { discard, parseContentRange, readBody } from "./bodies.js";
import { orKind, type S3Connection } from "./connection.js";
import { S3Failure } from "./failures.js";

export async function readWhole(
  connection: S3Connection,
  name: string,
  attempt: Attempt,
): Promise<StoredObject | undefined> {
  if (connection.dialect.checksums === "never") return readWholeAsRange(connection, name, attempt);
  const answer = await orKind(["missingObject"], get(connection, { name }, attempt));
  if (answer === "missingObject") return undefined;
  const { ContentLength: bytes, ETag: etag } = answer;
  if (bytes === undefined || etag === undefined) return misunderstood(answer);
  return { body: await readBody(answer.Body, bytes, attempt), etag };
}

/** Without a checksum, that an object is read to its end is known by its length, told twice. */
async function readWholeAsRange(
  connection: S3Connection,
  name: string,
  attempt: Attempt,
): Promise<StoredObject | undefined> {
  const answer = await orKind(["missingObject", "beyondEnd"], get(connection, { name, range: "bytes=0-" }, attempt));
  if (answer === "missingObject") return undefined;
  if (answer === "beyondEnd") {
    // Not even a first byte: it is empty. Such a refusal has no etag.
    const stat = await statObject(connection, name, attempt);
    if (stat !== undefined && stat.bytes > 0) throw new S3Failure("conflict");
    return stat && { body: Buffer.alloc(0), etag: stat.etag };
  }
  const { etag, body } = await readAnsweredRange(answer, { start: 0, length: Number.MAX_SAFE_INTEGER }, attempt);
  return { body, etag };
}

export interface WantedRange {
  readonly start: number;
  readonly length: number;
  readonly etag?: string;
}

export async function readObjectRange(
  connection: S3Connection,
  name: string,
  wanted: WantedRange,
  attempt: Attempt,
): Promise<Buffer | "changed" | "missing"> {
  if (wanted.length === 0) {
    // No range of HTTP's is empty.
    const stat = await statObject(connection, name, attempt);
    if (stat === undefined) return "missing";
    return wanted.etag === undefined || wanted.etag === stat.etag ? Buffer.alloc(0) : "changed";
  }
  const last = Math.min(wanted.start + wanted.length - 1, Number.MAX_SAFE_INTEGER);
  const answer = await orKind(
    ["missingObject", "beyondEnd", "changed"],
    get(connection, { name, range: `bytes=${wanted.start}-${last}`, etag: wanted.etag }, attempt),
  );
  if (answer === "missingObject") return "missing";
  if (answer === "changed") {
    // Nobody asked for it to be as it was: that answer belongs to another question.
    if (wanted.etag === undefined) throw new S3Failure("garbled");
    return "changed";
  }
  if (answer === "beyondEnd") return readBeyondEnd(connection, name, wanted, attempt);
  if (wanted.etag !== undefined && answer.ETag !== wanted.etag) {
    discard(answer.Body);
    return "changed";
  }
  return (await readAnsweredRange(answer, wanted, attempt)).body;
}

/** Servers differ in whether they look at the range or at the precondition first. */
async function readBeyondEnd(
  connection: S3Connection,
  name: string,
  wanted: WantedRange,
  attempt: Attempt,
): Promise<Buffer | "changed" | "missing"> {
  if (wanted.etag === undefined) return Buffer.alloc(0);
  const stat = await statObject(connection, name, attempt);
  if (stat === undefined) return "missing";
  return stat.etag === wanted.etag ? Buffer.alloc(0) : "changed";
}

async function readAnsweredRange(
  answer: GetObjectCommandOutput,
  wanted: WantedRange,
  attempt: Attempt,
): Promise<StoredObject> {
  const { ContentLength: bytes, ContentRange: header, ETag: etag } = answer;
  if (bytes === undefined || etag === undefined || header === undefined) return misunderstood(answer);
  const range = parseContentRange(header);
  const expected = Math.min(wanted.length, range.bytesOfObject - wanted.start);
  if (range.start !== wanted.start || range.bytes !== expected || bytes !== expected) {
    discard(answer.Body);
    throw new S3Failure("broken", "the answer is not the range that was asked for");
  }
  return { body: await readBody(answer.Body, expected, attempt), etag };
}

/** Undefined where no object lies. Knows whose writing made it, if one of ours did. */
export async function statObject(
  connection: S3Connection,
  name: string,
  attempt: Attempt,
): Promise<(ObjectStat & { readonly writer: string | undefined }) | undefined> {
  const command = new HeadObjectCommand({ Bucket: connection.place.bucket, Key: name });
  // A refusal of HEAD has no body, so it does not say what is missing (the object, the bucket, the server itself) or wrong.
  const answer = await orKind(["garbled", "refused"], connection.send(command, attempt.signal));
  if (typeof answer === "string") {
    const found = await orKind(["missingObject", "beyondEnd"], get(connection, { name, range: "bytes=0-0" }, attempt));
    if (found === "missingObject") return undefined;
    if (found !== "beyondEnd") discard(found.Body);
    // It is there after all: made just now, or the first answer was wrong.
    throw new S3Failure("garbled", "HEAD");
  }
  const { ContentLength: bytes, ETag: etag, Metadata: metadata } = answer;
  if (bytes === undefined || etag === undefined) throw new S3Failure("garbled", "HEAD");
  return { bytes, etag, writer: metadata?.[writerField] };
}

/** The metadata field, in lower case as servers give it back, that tells which writing made an object. */
export const writerField = "sluice-writer";

function get(
  connection: S3Connection,
  { name, range, etag }: { readonly name: string; readonly range?: string; readonly etag?: string | undefined },
  attempt: Attempt,
): Promise<GetObjectCommandOutput> {
  const command = new GetObjectCommand({
    Bucket: connection.place.bucket,
    Key: name,
    ...(range !== undefined && { Range: range }),
    ...(etag !== undefined && { IfMatch: etag }),
  });
  return connection.send(command, attempt.signal);
}

function misunderstood(answer: GetObjectCommandOutput): never {
  discard(answer.Body);
  throw new S3Failure("garbled", "GET");
}
