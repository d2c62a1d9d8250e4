// What is peculiar to a store on S3, against a real server.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeadObjectCommand, ListMultipartUploadsCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { S3Credentials } from "../../src/catalog/store/s3/credentials.js";
import type { S3Place } from "../../src/catalog/store/s3/place.js";
import { openS3Store, type S3Store } from "../../src/catalog/store/s3/s3-store.js";
import { partBytesFor } from "../../src/catalog/store/s3/upload.js";
import { clientOf } from "../support/ceph-rgw.js";
import { collect } from "../support/collect.js";
import { freePort } from "../support/free-port.js";
import { s3Needs } from "../support/programs.mjs";
import { describeWith } from "../support/require.js";
import { s3Server } from "../support/s3-server.js";
import { type OpenedStore, openBehindProxy } from "./opened-store.js";

const mebibyte = 1024 * 1024;

describeWith(s3Needs, "a store on S3", () => {
  let opened: OpenedStore;
  let client: S3Client;
  let folder: string;
  const others: S3Store[] = [];

  beforeEach(async () => {
    opened = await openBehindProxy();
    client = clientOf(s3Server());
    folder = await mkdtemp(join(tmpdir(), "sluice-s3-"));
  });
  afterEach(async () => {
    for (const other of others.splice(0)) other.close();
    client.destroy();
    await opened.close();
    await rm(folder, { recursive: true, force: true });
  });

  function openOther(changes: Partial<S3Place>, credentials: S3Credentials = s3Server().users[0]): S3Store {
    const { endpoint, region } = s3Server();
    const place = { endpoint, region, bucket: opened.bucket, prefix: "", pathStyle: true, dialect: "ceph" } as const;
    const patience = { attemptsMax: 3, backoffMsMin: 1, backoffMsMax: 5 };
    const other = openS3Store({ ...place, ...changes }, async () => credentials, { bucketName: "lake", patience });
    others.push(other);
    return other;
  }

  it("keeps to its prefix", async () => {
    const all = openOther({});
    await all.put("p/k", Buffer.from("ours"));
    await all.put("q/k", Buffer.from("theirs"));
    await all.put("k", Buffer.from("theirs"));
    expect((await opened.truth.get("k"))?.body.toString()).toBe("ours");
    expect((await collect(opened.truth.list(""))).map(({ key }) => key)).toEqual(["k"]);
    expect((await collect(all.list(""))).map(({ key }) => key)).toEqual(["k", "p/k", "q/k"]);
  });

  it("passes over markers of folders and names that are no keys", async () => {
    for (const name of ["p/", "p/a/", "p/a//b", "p/\u0001", "p/a/../b", "p/x"]) {
      await client.send(new PutObjectCommand({ Bucket: opened.bucket, Key: name, Body: "x" }));
    }
    expect((await collect(opened.truth.list(""))).map(({ key }) => key)).toEqual(["x"]);
  });

  it("refuses a key that its prefix makes too long", async () => {
    const key = `${"x/".repeat(511)}x`;
    await expect(opened.truth.put(key, Buffer.from("x"))).rejects.toMatchObject({ sqlstate: "22023" });
    await expect(openOther({}).put(key, Buffer.from("x"))).resolves.toBeUndefined();
  });

  it.each([
    ["as if with AWS, with checksums", {}, {}, undefined],
    ["an endpoint with nobody behind", {}, "nobody", /the server cannot be reached \(ECONNREFUSED\)$/],
    ["a missing bucket", { bucket: "missing" }, {}, /knows no bucket of that name \(NoSuchBucket, HTTP 404\)$/],
    ["another's bucket", {}, "another", /access denied \(AccessDenied, HTTP 403\)$/],
    ["a wrong secret", {}, { secretAccessKey: "wrong" }, /access denied \(SignatureDoesNotMatch, HTTP 403\)$/],
    ["an unknown key", {}, { accessKeyId: "UNKNOWN" }, /access denied \(InvalidAccessKeyId, HTTP 403\)$/],
  ] as const)("says what is wrong in every operation: %s", async (name, changes, credentials, why) => {
    const [one, two] = s3Server().users;
    const isWith = name.startsWith("as if");
    const endpoint = credentials === "nobody" ? { endpoint: `http://127.0.0.1:${await freePort()}` } : {};
    const user = credentials === "another" ? two : credentials === "nobody" ? one : { ...one, ...credentials };
    const store = openOther({ ...changes, ...endpoint, ...(isWith && { dialect: "aws" as const }) }, user);
    const path = join(folder, "f");
    await writeFile(path, "x");
    const work = [
      () => store.put("k", Buffer.from("x")),
      () => store.get("k"),
      () => store.getRange("k", 0, 1),
      () => store.putIfAbsent("new", Buffer.from("x")),
      () => store.putFile("file", path),
      () => collect(store.list("")),
      () => store.delete("k"),
    ];
    for (const act of work) {
      if (why === undefined) await act();
      else await expect(act()).rejects.toMatchObject({ sqlstate: "58030", message: why });
    }
    const stat = store.stat("k");
    if (why === undefined) expect(await stat).toBeUndefined();
    // HEAD is refused without a word.
    else await expect(stat).rejects.toMatchObject({ sqlstate: "58030", message: /in bucket "lake": / });
  });

  it("keeps a large object whole that goes in parts", async () => {
    const body = randomBytes(20 * mebibyte + 7);
    await opened.store.put("large", body);
    const puts = opened.proxy.seen.filter(({ url }) => url.includes("partNumber="));
    expect(puts.map(({ headers }) => Number(headers["content-length"])).sort((a, b) => b - a)).toEqual([
      8 * mebibyte,
      8 * mebibyte,
      4 * mebibyte + 7,
    ]);
    expect((await opened.truth.get("large"))?.body.equals(body)).toBe(true);
    const range = await opened.truth.getRange("large", 8 * mebibyte - 2, 4);
    expect(range).toEqual(body.subarray(8 * mebibyte - 2, 8 * mebibyte + 2));
  });

  it("moves a large file in, or leaves it where its key is taken", async () => {
    const path = join(folder, "large");
    const body = randomBytes(17 * mebibyte);
    await writeFile(path, body);
    expect(await opened.store.putFile("f", path)).toBe("written");
    expect(existsSync(path)).toBe(false);
    await writeFile(path, randomBytes(17 * mebibyte));
    const before = opened.proxy.seen.length;
    expect(await opened.store.putFile("f", path)).toBe("taken");
    expect(opened.proxy.seen.slice(before).map(({ method }) => method)).toEqual(["HEAD"]);
    expect(existsSync(path)).toBe(true);
    expect((await opened.truth.get("f"))?.body.equals(body)).toBe(true);
  });

  it("sees a key taken while its file was on the way, and leaves no parts behind", async () => {
    const path = join(folder, "large");
    await writeFile(path, randomBytes(17 * mebibyte));
    let isTaken = false;
    opened.proxy.plan = async ({ url }) => {
      if (!url.includes("partNumber=") || isTaken) return { kind: "none" };
      isTaken = true;
      await opened.truth.put("f", Buffer.from("earlier"));
      return { kind: "none" };
    };
    expect(await opened.store.putFile("f", path)).toBe("taken");
    expect((await opened.truth.get("f"))?.body.toString()).toBe("earlier");
    expect(existsSync(path)).toBe(true);
    expect(await uploads()).toEqual([]);
  });

  it("sees a key taken while its upload was being completed", async () => {
    const path = join(folder, "large");
    await writeFile(path, randomBytes(17 * mebibyte));
    let isTaken = false;
    opened.proxy.plan = async ({ method, url }) => {
      if (method !== "POST" || !url.includes("uploadId=") || isTaken) return { kind: "none" };
      isTaken = true;
      await opened.truth.put("f", Buffer.from("earlier"));
      return { kind: "status", status: 500, code: "InternalError" };
    };
    expect(await opened.store.putFile("f", path)).toBe("taken");
    expect((await opened.truth.get("f"))?.body.toString()).toBe("earlier");
  });

  it("gives an upload up that fails, and keeps the file", async () => {
    const path = join(folder, "large");
    await writeFile(path, randomBytes(30 * mebibyte));
    opened.proxy.plan = ({ url }) =>
      url.includes("partNumber=3") ? { kind: "status", status: 403, code: "AccessDenied" } : { kind: "none" };
    await expect(opened.store.putFile("f", path)).rejects.toMatchObject({ sqlstate: "58030" });
    expect(existsSync(path)).toBe(true);
    expect(await opened.truth.get("f")).toBeUndefined();
    expect(await uploads()).toEqual([]);
  });

  it("marks an object with the writing that made it, and with nothing else", async () => {
    await opened.truth.putIfAbsent("k", Buffer.from("x"));
    const head = await client.send(new HeadObjectCommand({ Bucket: opened.bucket, Key: "p/k" }));
    expect(head.Metadata).toEqual({ "sluice-writer": expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it("sends no more than so many requests at once", async () => {
    // One that is slow for want of a processor is not to be taken for a broken one, and tried again on a new connection.
    const patient = await openBehindProxy({ stallMsMax: 10_000, connectMsMax: 10_000, requestMsMax: 30_000 });
    await patient.truth.put("k", Buffer.from("x".repeat(1_000)));
    const got = await Promise.all(Array.from({ length: 300 }, () => patient.store.getRange("k", 0, 10)));
    expect(got.every((bytes) => bytes?.length === 10)).toBe(true);
    expect(patient.proxy.seen.length).toBe(300);
    const connections = new Set(patient.proxy.seen.map(({ port }) => port));
    expect(connections.size).toBeLessThanOrEqual(64);
    await patient.close();
  });

  it.each([
    [17 * mebibyte, 8 * mebibyte],
    [10_000 * 8 * mebibyte, 8 * mebibyte],
    [10_000 * 8 * mebibyte + 1, 9 * mebibyte],
    [5 * 1024 * 1024 * mebibyte, 525 * mebibyte],
  ])("cuts %d bytes into parts of %d", (bytes, partBytes) => {
    expect(partBytesFor(bytes)).toBe(partBytes);
    expect(Math.ceil(bytes / partBytesFor(bytes))).toBeLessThanOrEqual(10_000);
  });

  async function uploads(): Promise<unknown[]> {
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: opened.bucket }));
    return Uploads ?? [];
  }
});
