// Reads the body of an answer, to its end and no further: what is shorter or longer than was announced is a broken connection.
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { limits } from "../../../limits.js";
import type { Attempt } from "./attempts.js";
import { S3Failure } from "./failures.js";

type Body = NonNullable<GetObjectCommandOutput["Body"]>;

/** Which part of an object an answer says it holds. */
export interface ContentRange {
  readonly start: number;
  readonly bytes: number;
  readonly bytesOfObject: number;
}

/** `bytes 0-99/1000`. */
export function parseContentRange(header: string | undefined): ContentRange {
  const [, first, last, total] = (/^bytes (\d+)-(\d+)\/(\d+)$/.exec(header ?? "") ?? []).map(Number);
  if (first === undefined || last === undefined || total === undefined || last < first || last >= total) {
    throw new S3Failure("garbled", "content-range");
  }
  return { start: first, bytes: last - first + 1, bytesOfObject: total };
}

export async function readBody(body: Body | undefined, bytes: number, attempt: Attempt): Promise<Buffer> {
  if (bytes > limits.s3ObjectBytesMax) {
    discard(body);
    throw new S3Failure("tooLarge", `${bytes} bytes`);
  }
  attempt.expectBytes(bytes);
  const whole = Buffer.allocUnsafeSlow(bytes);
  let filled = 0;
  try {
    // In Node, the body is a stream of buffers.
    for await (const chunk of (body ?? []) as AsyncIterable<Buffer>) {
      if (filled + chunk.length > bytes) throw new S3Failure("broken", "the body is longer than announced");
      whole.set(chunk, filled);
      filled += chunk.length;
    }
  } catch (thrown) {
    // A socket that failed, or a checksum that differs.
    throw thrown instanceof S3Failure ? thrown : new S3Failure("broken", "within a body");
  }
  if (filled < bytes) throw new S3Failure("broken", "the body is shorter than announced");
  return whole;
}

/** A body which nobody reads would keep its connection. */
export function discard(body: Body | undefined): void {
  if (body !== undefined && "destroy" in body) body.destroy();
}
