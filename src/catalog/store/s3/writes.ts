// Writes objects of a bucket on S3 by one request each, and finds out who won where an answer was lost.
import { randomUUID } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Attempt } from "./attempts.js";
import { orKind, type S3Connection } from "./connection.js";
import { S3Failure } from "./failures.js";
import { statObject, writerField } from "./reads.js";

export async function putObject(connection: S3Connection, name: string, body: Buffer, attempt: Attempt): Promise<void> {
  attempt.expectBytes(body.length);
  const command = new PutObjectCommand({
    Bucket: connection.place.bucket,
    Key: name,
    Body: body,
    ContentLength: body.length,
  });
  await connection.send(command, attempt.signal);
}

/** One writing, however many tries it takes. */
export interface Writing {
  /** The object's full name on the server. */
  readonly name: string;
  /**
   * Random, and kept as the object's metadata. After a lost answer it tells our object from that of another who wrote the same
   * bytes at the same time; comparing bytes would tell both that they had won.
   */
  readonly writer: string;
}

export function newWriting(name: string): Writing {
  return { name, writer: randomUUID() };
}

/**
 * A retry may be refused by the success of the attempt before it, and a large body is refused in mid-sending by a reset connection.
 * So a retry looks first.
 */
export async function putObjectIfAbsent(
  connection: S3Connection,
  writing: Writing,
  body: Buffer,
  attempt: Attempt,
): Promise<"written" | "taken"> {
  attempt.expectBytes(body.length);
  if (attempt.number > 1) {
    const outcome = await outcomeOf(connection, writing, attempt);
    if (outcome !== "absent") return outcome;
  }
  const command = new PutObjectCommand({
    Bucket: connection.place.bucket,
    Key: writing.name,
    Body: body,
    ContentLength: body.length,
    IfNoneMatch: "*",
    Metadata: { [writerField]: writing.writer },
  });
  const answer = await orKind(["changed", "conflict"], connection.send(command, attempt.signal));
  if (typeof answer !== "string") return "written";
  // The first attempt cannot have been refused by itself.
  return answer === "changed" && attempt.number === 1 ? "taken" : settle(connection, writing, attempt);
}

/** After a refusal: somebody's object lies there, or somebody was writing one, who may have failed since. */
export async function settle(
  connection: S3Connection,
  writing: Writing,
  attempt: Attempt,
): Promise<"written" | "taken"> {
  const outcome = await outcomeOf(connection, writing, attempt);
  if (outcome === "absent") throw new S3Failure("conflict");
  return outcome;
}

export async function outcomeOf(
  connection: S3Connection,
  { name, writer }: Writing,
  attempt: Attempt,
): Promise<"written" | "taken" | "absent"> {
  const stat = await statObject(connection, name, attempt);
  if (stat === undefined) return "absent";
  return stat.writer === writer ? "written" : "taken";
}
