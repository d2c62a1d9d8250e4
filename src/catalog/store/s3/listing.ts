// Lists a bucket on S3, page by page, in the order of the keys' UTF-8 bytes.
import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";
import { compareBytes, isObjectKey } from "../object-key.js";
import type { ListedObject } from "../object-store.js";
import type { Attempt } from "./attempts.js";
import type { S3Connection } from "./connection.js";
import { S3Failure } from "./failures.js";

export interface Listing {
  readonly prefix: string;
  /** Empty: from the beginning. */
  readonly after: string;
  readonly keysPerPageMax: number;
}

/** Names that are no valid keys, markers of folders among them, are not objects of ours and are passed over. */
export async function* listObjects(connection: S3Connection, listing: Listing): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  let last = "";
  do {
    const from = { token, last };
    const page = await connection.perform(`could not list objects "${listing.prefix}"`, (attempt) =>
      readPage(connection, listing, from, attempt),
    );
    yield* page.objects;
    token = page.nextToken;
    last = page.objects.at(-1)?.key ?? last;
  } while (token !== undefined);
}

interface Page {
  readonly objects: readonly ListedObject[];
  readonly nextToken: string | undefined;
}

async function readPage(
  connection: S3Connection,
  { prefix, after, keysPerPageMax }: Listing,
  from: { readonly token: string | undefined; readonly last: string },
  attempt: Attempt,
): Promise<Page> {
  const { bucket, prefix: folder } = connection.place;
  const command = new ListObjectsV2Command({
    Bucket: bucket,
    MaxKeys: keysPerPageMax,
    // XML cannot hold every character that a name can.
    EncodingType: "url",
    ...(folder + prefix !== "" && { Prefix: folder + prefix }),
    ...(after !== "" && { StartAfter: folder + after }),
    ...(from.token !== undefined && { ContinuationToken: from.token }),
  });
  const answer = await connection.send(command, attempt.signal);
  const objects = (answer.Contents ?? []).flatMap((entry) => toListed(entry, folder));
  assertAscending([from.last, ...objects.map(({ key }) => key)]);
  return { objects, nextToken: nextTokenOf(answer, from.token) };
}

function toListed(
  { Key: encoded, Size: bytes }: NonNullable<ListObjectsV2CommandOutput["Contents"]>[number],
  folder: string,
): ListedObject[] {
  if (encoded === undefined || bytes === undefined) throw new S3Failure("garbled", "ListObjectsV2");
  const name = decode(encoded);
  if (name === undefined || !name.startsWith(folder)) return [];
  const key = name.slice(folder.length);
  return isObjectKey(key) ? [{ key, bytes }] : [];
}

/** As HTML forms encode: a plus is a blank. What is not UTF-8 is no name of ours. */
function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch {
    // The only thing that can be wrong with it.
    return undefined;
  }
}

/** Who reads on from a key counts on the order. AWS's directory buckets, for one, do not keep it. */
function assertAscending(keys: readonly string[]): void {
  for (const [index, key] of keys.entries()) {
    const before = keys[index - 1];
    if (before !== undefined && compareBytes(before, key) >= 0) {
      throw new S3Failure("refused", "it lists names out of order");
    }
  }
}

function nextTokenOf(
  { IsTruncated: isTruncated, NextContinuationToken: next }: ListObjectsV2CommandOutput,
  token?: string,
) {
  // An answer without a body passes for a listing without objects.
  if (isTruncated === undefined) throw new S3Failure("garbled", "ListObjectsV2");
  if (!isTruncated) return undefined;
  if (next === undefined || next === token) throw new S3Failure("garbled", "ListObjectsV2");
  return next;
}
