// The secrets file's section s3_credentials: who the gateway is to S3 servers, by name.

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Undefined: something is missing, is no text, or is a key that is not known. */
export function parseS3Credentials(value: unknown): S3Credentials | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { access_key_id, secret_access_key, session_token, ...others } = value as Readonly<Record<string, unknown>>;
  if (!isWord(access_key_id) || !isWord(secret_access_key) || Object.keys(others).length > 0) return undefined;
  const credentials = { accessKeyId: access_key_id, secretAccessKey: secret_access_key };
  if (session_token === undefined) return credentials;
  return isWord(session_token) ? { ...credentials, sessionToken: session_token } : undefined;
}

export const allowedS3Credentials = "{access_key_id, secret_access_key, session_token?}, each a text in quotes";

/** What a header can carry. */
function isWord(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
}
