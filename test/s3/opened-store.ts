// A store on the run's S3 server, behind a proxy that makes faults.
import type { Patience } from "../../src/catalog/store/s3/patience.js";
import { openS3Store, type S3Store } from "../../src/catalog/store/s3/s3-store.js";
import { makeBucket } from "../support/ceph-rgw.js";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy.js";
import { s3Server } from "../support/s3-server.js";

export interface OpenedStore {
  readonly store: S3Store;
  /** The same bucket, without the proxy. */
  readonly truth: S3Store;
  readonly proxy: FaultProxy;
  readonly bucket: string;
  close(): Promise<void>;
}

/** As the ordinary one, in tenths. */
export const quickPatience: Partial<Patience> = {
  backoffMsMin: 5,
  backoffMsMax: 100,
  requestMsMax: 6_000,
  stallMsMax: 400,
  connectMsMax: 500,
};

export async function openBehindProxy(patience: Partial<Patience> = {}): Promise<OpenedStore> {
  const server = s3Server();
  const bucket = await makeBucket(server);
  const proxy = await startFaultProxy(server.endpoint);
  const openAt = (endpoint: string): S3Store =>
    openS3Store(
      { endpoint, region: server.region, bucket, prefix: "p/", pathStyle: true, dialect: "ceph" },
      async () => server.users[0],
      { bucketName: "lake", patience: { ...quickPatience, ...patience } },
    );
  const store = openAt(proxy.endpoint);
  const truth = openAt(server.endpoint);
  return {
    store,
    truth,
    proxy,
    bucket,
    close: async () => {
      store.close();
      truth.close();
      await proxy.close();
    },
  };
}
