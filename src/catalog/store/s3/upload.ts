// Writes a large object in parts: several at once, each tried again by itself, and given up as a whole when one fails.
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { limits } from "../../../limits.js";
import type { Attempt } from "./attempts.js";
import { orKind, type S3Connection } from "./connection.js";
import { S3Failure } from "./failures.js";
import { writerField } from "./reads.js";
import { outcomeOf, settle, type Writing } from "./writes.js";

/** Bytes that can be read more than once, in any order. */
export interface Source {
  readonly bytes: number;
  read(start: number, length: number): Promise<Buffer>;
}

export interface Upload {
  readonly what: string;
  readonly writing: Writing;
  readonly source: Source;
  readonly isOnlyIfAbsent: boolean;
}

/*
 * Weakness: a create whose answer was lost, or a gateway that dies, leaves parts which nobody sees and somebody pays for. A lifecycle
 * rule of the bucket (AbortIncompleteMultipartUpload) sweeps them.
 * Weakness: where the dialect says that preconditions of uploads are ignored, two who upload the same key within the moment between
 * the look and the completion may both be told "written"; the later one's bytes stay.
 */
export async function uploadInParts(connection: S3Connection, upload: Upload): Promise<"written" | "taken"> {
  const { what, writing, isOnlyIfAbsent } = upload;
  const isTaken = async (): Promise<boolean> =>
    (await connection.perform(what, (attempt) => outcomeOf(connection, writing, attempt))) === "taken";
  // Also for servers that keep the promise: it spares the way of all the bytes.
  if (isOnlyIfAbsent && (await isTaken())) return "taken";
  const uploadId = await connection.perform(what, (attempt) => create(connection, writing, attempt));
  let outcome: "written" | "taken" | undefined;
  try {
    const parts = await sendParts(connection, upload, uploadId);
    outcome =
      isOnlyIfAbsent && connection.dialect.preconditionOfUploads === "ignored" && (await isTaken())
        ? "taken"
        : await connection.perform(what, (attempt) => complete(connection, upload, { uploadId, parts }, attempt));
    return outcome;
  } finally {
    if (outcome !== "written") await giveUp(connection, upload, uploadId);
  }
}

async function create(connection: S3Connection, { name, writer }: Writing, attempt: Attempt): Promise<string> {
  const command = new CreateMultipartUploadCommand({
    Bucket: connection.place.bucket,
    Key: name,
    Metadata: { [writerField]: writer },
  });
  const { UploadId: uploadId } = await connection.send(command, attempt.signal);
  if (uploadId === undefined) throw new S3Failure("garbled", "CreateMultipartUpload");
  return uploadId;
}

/** Ends only when none is on its way any more, so that nothing arrives after the upload was given up. */
async function sendParts(
  connection: S3Connection,
  upload: Upload,
  uploadId: string,
): Promise<readonly CompletedPart[]> {
  const { bytes, read } = { bytes: upload.source.bytes, read: upload.source.read.bind(upload.source) };
  const partBytes = partBytesFor(bytes);
  const count = Math.ceil(bytes / partBytes);
  const parts: CompletedPart[] = [];
  const failed = new AbortController();
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < count && !failed.signal.aborted; index = next++) {
      const body = await read(index * partBytes, Math.min(partBytes, bytes - index * partBytes));
      parts[index] = await connection.perform(
        upload.what,
        (attempt) => sendPart(connection, { uploadId, name: upload.writing.name, number: index + 1, body }, attempt),
        failed.signal,
      );
    }
  };
  const lanes = Array.from({ length: partsAtOnce(partBytes) }, () =>
    work().catch((thrown: unknown) => {
      failed.abort(thrown);
    }),
  );
  await Promise.all(lanes);
  failed.signal.throwIfAborted();
  return parts;
}

interface Part {
  readonly uploadId: string;
  readonly name: string;
  readonly number: number;
  readonly body: Buffer;
}

async function sendPart(connection: S3Connection, part: Part, attempt: Attempt): Promise<CompletedPart> {
  attempt.expectBytes(part.body.length);
  const command = new UploadPartCommand({
    Bucket: connection.place.bucket,
    Key: part.name,
    UploadId: part.uploadId,
    PartNumber: part.number,
    Body: part.body,
    ContentLength: part.body.length,
  });
  const { ETag: etag, ChecksumCRC32: checksum } = await connection.send(command, attempt.signal);
  if (etag === undefined) throw new S3Failure("garbled", "UploadPart");
  return { PartNumber: part.number, ETag: etag, ...(checksum !== undefined && { ChecksumCRC32: checksum }) };
}

async function complete(
  connection: S3Connection,
  { writing, isOnlyIfAbsent }: Upload,
  { uploadId, parts }: { readonly uploadId: string; readonly parts: readonly CompletedPart[] },
  attempt: Attempt,
): Promise<"written" | "taken"> {
  if (attempt.number > 1) {
    // The attempt before may have succeeded; and where preconditions are ignored, another's object would be replaced.
    const outcome = await outcomeOf(connection, writing, attempt);
    if (outcome === "written" || (outcome === "taken" && isOnlyIfAbsent)) return outcome;
  }
  const command = new CompleteMultipartUploadCommand({
    Bucket: connection.place.bucket,
    Key: writing.name,
    UploadId: uploadId,
    MultipartUpload: { Parts: [...parts] },
    ...(isOnlyIfAbsent && { IfNoneMatch: "*" }),
  });
  const answer = await orKind(["changed", "conflict", "missingUpload"], connection.send(command, attempt.signal));
  if (typeof answer !== "string") return "written";
  if (answer === "missingUpload") {
    // Completed by the attempt before this one, and its object seen only now; or swept away by another.
    if ((await outcomeOf(connection, writing, attempt)) === "written") return "written";
    throw new S3Failure("missingUpload");
  }
  if (isOnlyIfAbsent) return settle(connection, writing, attempt);
  throw new S3Failure("conflict");
}

/** What keeps it from being given up must not hide the outcome; the bucket's lifecycle rule sweeps it. */
async function giveUp(connection: S3Connection, { what, writing }: Upload, uploadId: string): Promise<void> {
  const command = new AbortMultipartUploadCommand({
    Bucket: connection.place.bucket,
    Key: writing.name,
    UploadId: uploadId,
  });
  const soon = AbortSignal.timeout(limits.s3GiveUpMsMax);
  await connection.perform(what, (attempt) => connection.send(command, attempt.signal), soon).catch(() => undefined);
}

/** As small as may be, in whole mebibytes. */
export function partBytesFor(bytes: number): number {
  const unit = 1024 * 1024;
  return Math.max(limits.s3PartBytes, Math.ceil(bytes / limits.s3PartsMax / unit) * unit);
}

function partsAtOnce(partBytes: number): number {
  return Math.max(1, Math.min(limits.s3PartsAtOnceMax, Math.floor(limits.s3PartsAtOnceBytesMax / partBytes)));
}
