// A bucket on a real S3 server keeps the promises of an object store, and of remote objects.
import { openS3Store } from "../../src/catalog/store/s3/s3-store.js";
import { makeBucket } from "../support/ceph-rgw.js";
import { s3Needs } from "../support/programs.mjs";
import { describeWith } from "../support/require.js";
import { s3Server } from "../support/s3-server.js";
import { describeObjectStore } from "./object-store.js";
import { describeRemoteObjects } from "./remote-objects.js";

describeWith(s3Needs, "S3", () => {
  describeObjectStore("S3", () => open(""));
  describeObjectStore("S3, below a prefix, in short pages", () => open("a lake/2026/", 3));
  describeRemoteObjects("S3", () => open("a/"));
});

async function open(prefix: string, keysPerPageMax?: number) {
  const server = s3Server();
  const bucket = await makeBucket(server);
  const { endpoint, region, users } = server;
  const place = { endpoint, region, bucket, prefix, pathStyle: true, dialect: "ceph" } as const;
  const parts = { bucketName: "lake", ...(keysPerPageMax !== undefined && { keysPerPageMax }) };
  const store = openS3Store(place, async () => users[0], parts);
  return { store, close: async () => store.close() };
}
