// What the store on S3 makes of answers that a good server would not give.
import { afterEach, describe, expect, it } from "vitest";
import { openS3Store, type S3Store } from "../../../../src/catalog/store/s3/s3-store.js";
import type { S3DialectName } from "../../../../src/catalog/store/s3/dialects.js";
import { collect } from "../../../support/collect.js";
import { type SaidServer, startSaidServer } from "../../../support/said-server.js";

interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

describe("the store on S3", () => {
  let server: SaidServer | undefined;
  let store: S3Store | undefined;
  let requests = 0;

  afterEach(async () => {
    store?.close();
    await server?.close();
  });

  async function openWith(say: (number: number) => Said, dialect: S3DialectName = "ceph"): Promise<S3Store> {
    requests = 0;
    server = await startSaidServer((request, response) => {
      request.resume();
      const { status = 200, headers = {}, body = "" } = say(requests++);
      response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers }).end(body);
    });
    const place = { endpoint: server.endpoint, region: "r", bucket: "bucket", prefix: "", pathStyle: true, dialect };
    const patience = { attemptsMax: 3, backoffMsMin: 1, backoffMsMax: 1, stallMsMax: 500 };
    const credentials = async () => ({ accessKeyId: "a", secretAccessKey: "b" });
    store = openS3Store(place, credentials, { bucketName: "lake", patience });
    return store;
  }

  const page = (keys: readonly string[], rest = "<IsTruncated>false</IsTruncated>"): string =>
    `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult>${rest}<KeyCount>${keys.length}</KeyCount>${keys
      .map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`)
      .join("")}</ListBucketResult>`;

  it("takes no listing for whole that was cut, wherever it was", async () => {
    const whole = page(["a", "b", "c"]);
    const opened = await openWith((number) => ({ body: whole.slice(0, number) }));
    const listed: string[][] = [];
    while (requests <= whole.length) {
      const before = requests;
      const keys = await collect(opened.list("")).then(
        (objects) => objects.map(({ key }) => key),
        () => undefined,
      );
      if (keys !== undefined && requests - 1 < whole.length) listed.push(keys);
      expect(requests).toBeGreaterThan(before);
    }
    expect(listed).toEqual([]);
  });

  it.each([
    ["a", "c", "b"],
    ["a", "a"],
    ["\u{1f600}", "\u{e000}"],
  ])("trusts no listing out of order: %s", async (...keys) => {
    const opened = await openWith(() => ({ body: page(keys) }));
    await expect(collect(opened.list(""))).rejects.toMatchObject({ sqlstate: "58030", message: /out of order/ });
  });

  it("does not follow a listing that goes round in circles", async () => {
    const rest = "<IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken>";
    const opened = await openWith(() => ({ body: page([], rest) }));
    await expect(collect(opened.list(""))).rejects.toMatchObject({ sqlstate: "58030" });
  });

  it("passes over names that are no keys", async () => {
    const opened = await openWith(() => ({ body: page(["%01", "%ff", "a", "a%2F", "a+b", "b%2Fc", "c%2F%2Fd"]) }));
    expect((await collect(opened.list(""))).map(({ key }) => key)).toEqual(["a", "a b", "b/c"]);
  });

  it.each([
    ["another range", { "content-range": "bytes 1-4/10" }],
    ["less of it", { "content-range": "bytes 0-2/10" }],
    ["more of it", { "content-range": "bytes 0-9/10" }],
    ["nonsense", { "content-range": "bytes 9-3/10" }],
    ["no range at all", {}],
  ])("takes %s for no answer to what it asked", async (_, headers) => {
    const opened = await openWith(() => ({ status: 206, headers: { etag: '"e"', ...headers }, body: "0123" }));
    await expect(opened.getRange("k", 0, 4)).rejects.toMatchObject({ sqlstate: "58030" });
    expect(requests).toBe(3);
  });

  it("sees that an object has changed where the server overlooks the precondition", async () => {
    const headers = { etag: '"new"', "content-range": "bytes 0-3/10" };
    const opened = await openWith(() => ({ status: 206, headers, body: "0123" }));
    expect(await opened.readRange("k", { start: 0, length: 4, etag: '"old"' })).toBe("changed");
  });

  it("believes no body that its checksum contradicts", async () => {
    const headers = { etag: '"e"', "x-amz-checksum-crc32": "AAAAAA==" };
    const opened = await openWith(() => ({ headers, body: "hello" }), "aws");
    await expect(opened.get("k")).rejects.toMatchObject({ sqlstate: "58030", message: /the connection broke/ });
    expect(requests).toBe(3);
  });

  it("takes no object that would fill its memory", async () => {
    const length = 2 ** 40;
    const headers = { etag: '"e"', "content-range": `bytes 0-${length - 1}/${length}`, "content-length": `${length}` };
    const opened = await openWith(() => ({ status: 206, headers, body: "" }));
    await expect(opened.get("k")).rejects.toMatchObject({ sqlstate: "58030", message: /too large/ });
  });

  it.each(["missing in the table", '"><script>', "AKIAIOSFODNN7EXAMPLE"])(
    "repeats nothing of an answer: %s",
    async (text) => {
      const body = `<Error><Code>${text}</Code><Message>${text}</Message></Error>`;
      const opened = await openWith(() => ({ status: 400, body }));
      const failure = await opened.put("k", Buffer.from("x")).catch((thrown: unknown) => thrown);
      expect(failure).toMatchObject({ sqlstate: "58030" });
      expect(String((failure as Error).message)).not.toContain(text);
    },
  );
});
