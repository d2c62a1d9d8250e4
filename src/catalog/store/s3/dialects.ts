// How servers differ that all say they speak S3. What is not AWS's behaviour belongs here, and to the buckets that need it.

export interface S3Dialect {
  /**
   * `always`: checksums go with what is put, and what is read is checked against the one that was kept. `never`: the server knows
   * none, or chokes on them; an object's length is then asked for by a second header (`content-range`), so that a body which was
   * cut short does not pass for a whole one.
   */
  readonly checksums: "always" | "never";
  /**
   * Whether completing a multipart upload keeps the promise of If-None-Match. `ignored`: the object is looked for just before, and
   * of two large files put under one key in the same moment, the later one wins.
   */
  readonly preconditionOfUploads: "kept" | "ignored";
}

/*
 * Ceph RGW (16) wants the ETag of a conditional *PUT* without its quotes. There is no such request here, and its GET takes both.
 */
export const s3Dialects = {
  aws: { checksums: "always", preconditionOfUploads: "kept" },
  ceph: { checksums: "never", preconditionOfUploads: "ignored" },
} as const satisfies Readonly<Record<string, S3Dialect>>;

export type S3DialectName = keyof typeof s3Dialects;
