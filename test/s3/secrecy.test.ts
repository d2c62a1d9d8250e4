// Nothing of credentials, signatures and requests shows in what a client is told or the log keeps, whatever the server does.
import { afterEach, expect, it } from "vitest";
import { PgError } from "../../src/errors.js";
import { openS3Store } from "../../src/catalog/store/s3/s3-store.js";
import { createLogger } from "../../src/log.js";
import { makeBucket } from "../support/ceph-rgw.js";
import { collect } from "../support/collect.js";
import { freePort } from "../support/free-port.js";
import { s3Needs } from "../support/programs.mjs";
import { describeWith } from "../support/require.js";
import { s3Server } from "../support/s3-server.js";
import { type SaidServer, startSaidServer } from "../support/said-server.js";

describeWith(s3Needs, "secrets of S3", () => {
  let said: SaidServer | undefined;
  afterEach(() => said?.close());

  const credentials = { accessKeyId: "AKHIDDEN1", secretAccessKey: "hidden-secret-2", sessionToken: "hidden-token-3" };
  const forbidden =
    /AKHIDDEN1|hidden-|X-Amz|Signature=|Authorization|AWS4|Credential=|sluice-writer|http:\/\/|raw of the server/i;

  /** All that is said about each operation's failure: to the client, and by the log in both its formats. */
  async function wordsAbout(
    endpoint: string,
    bucket: string,
  ): Promise<{ readonly words: readonly string[]; readonly failures: number }> {
    const place = { endpoint, region: "us-east-1", bucket, prefix: "", pathStyle: true, dialect: "ceph" } as const;
    const patience = { attemptsMax: 2, backoffMsMin: 1, backoffMsMax: 1, stallMsMax: 300, requestMsMax: 2_000 };
    const store = openS3Store(place, async () => credentials, { bucketName: "lake", patience });
    const work = [
      () => store.get("k"),
      () => store.stat("k"),
      () => store.put("k", Buffer.from("x")),
      () => store.put("large", Buffer.alloc(17 * 1024 * 1024)),
      () => store.putIfAbsent("k", Buffer.from("x")),
      () => collect(store.list("")),
      () => store.delete("k"),
    ];
    const words: string[] = [];
    let failures = 0;
    const write = (text: string | Uint8Array): boolean => words.push(String(text)) > 0;
    const logs = (["json", "text"] as const).map((format) => createLogger({ level: "trace", format }, { write }));
    for (const act of work) {
      const thrown: unknown = await act().then(
        () => undefined,
        (failure: unknown) => failure,
      );
      // To some that ill servers say, there is nothing amiss: a 200 to a put, and a 412 where an object is not to lie.
      if (thrown === undefined) continue;
      failures += 1;
      expect(thrown).toBeInstanceOf(PgError);
      const { message, detail, hint, stack, cause } = thrown as PgError;
      words.push(message, detail ?? "", hint ?? "", stack ?? "", JSON.stringify(cause), String(cause));
      for (const log of logs) log.error({ err: thrown }, "failed");
    }
    store.close();
    return { words, failures };
  }

  it("stay where they are with a real server that refuses them", async () => {
    const { words, failures } = await wordsAbout(s3Server().endpoint, await makeBucket(s3Server()));
    expect(failures).toBe(7);
    expect(words.filter((text) => forbidden.test(text))).toEqual([]);
    expect(words.join("\n")).toContain("InvalidAccessKeyId");
  });

  it("stay where they are when nobody is there", async () => {
    const { words, failures } = await wordsAbout(`http://127.0.0.1:${await freePort()}`, "bucket");
    expect(failures).toBe(7);
    expect(words.filter((text) => forbidden.test(text))).toEqual([]);
    expect(words.join("\n")).toContain("ECONNREFUSED");
  });

  it.each([200, 301, 400, 403, 404, 412, 500])(
    "stay where they are when a server says all it hears, with %d",
    async (status) => {
      said = await startSaidServer((request, response) => {
        request.resume();
        const heard = JSON.stringify(request.headers).replaceAll("<", "");
        const key = credentials.accessKeyId;
        response.writeHead(status, {
          etag: heard,
          "x-amz-request-id": heard,
          "content-range": heard,
          location: "/elsewhere",
        });
        response.end(
          request.method === "HEAD"
            ? undefined
            : `<Error><Code>${key}</Code><Message>raw of the server ${heard}</Message><AWSAccessKeyId>${key}</AWSAccessKeyId></Error>`,
        );
      });
      const { words, failures } = await wordsAbout(said.endpoint, "bucket");
      expect(failures).toBeGreaterThanOrEqual(4);
      expect(words.filter((text) => forbidden.test(text))).toEqual([]);
    },
  );
});
