// What we prove with who we are to an S3 server, looked up when a bucket is opened.
import { fromIni } from "@aws-sdk/credential-provider-ini";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { InvalidParameterValue, UndefinedObject } from "../../../errors.js";
import type { S3CredentialsReference } from "./credentials-reference.js";

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When the next ones have to be asked for. */
  readonly expiration?: Date;
}

/** Asked before a request, again when what it gave has expired. */
export type S3CredentialsProvider = () => Promise<S3Credentials>;

export interface S3CredentialSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of the secrets file, by name. */
  readonly secrets: ReadonlyMap<string, S3Credentials>;
}

/**
 * Fails at once (42704) for a variable or an entry that is not there. Whether a profile or the chain gives anything shows at the
 * first request only, since both may ask other servers.
 */
export function resolveS3Credentials(
  reference: S3CredentialsReference,
  sources: S3CredentialSources,
): S3CredentialsProvider {
  switch (reference.kind) {
    case "default":
      return defaultProvider();
    case "profile":
      return fromIni({ profile: reference.profile });
    case "environment":
      return fixed(fromEnvironment(reference, sources.environment));
    case "secretsFile": {
      const credentials = sources.secrets.get(reference.name);
      if (credentials === undefined) {
        throw new UndefinedObject(`credentials "${reference.name}" do not exist`, {
          hint: "Add them to the section s3_credentials of the secrets file, and restart the gateway.",
        });
      }
      return fixed(credentials);
    }
  }
}

function fixed(credentials: S3Credentials): S3CredentialsProvider {
  return async () => credentials;
}

function fromEnvironment(
  reference: S3CredentialsReference & { readonly kind: "environment" },
  environment: S3CredentialSources["environment"],
): S3Credentials {
  const accessKeyId = variable(environment, reference.accessKeyId);
  const secretAccessKey = variable(environment, reference.secretAccessKey);
  if (reference.sessionToken === undefined) return { accessKeyId, secretAccessKey };
  return { accessKeyId, secretAccessKey, sessionToken: variable(environment, reference.sessionToken) };
}

/*
 * An access key and a session token are sent as they are, to a server that whoever names the variable names, too. So the
 * gateway's own variables, its administrator's password among them, cannot be named.
 * Weakness: those of other programs can. Do not give the gateway what it has no use for.
 */
function variable(environment: S3CredentialSources["environment"], name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name) || name.toUpperCase().startsWith("SLUICE_")) {
    throw new InvalidParameterValue(`environment variable ${JSON.stringify(name)} cannot hold credentials`);
  }
  const value = environment[name];
  if (value === undefined || value === "") {
    throw new UndefinedObject(`environment variable "${name}" is not set`, {
      hint: "Set it where the gateway is started.",
    });
  }
  return value;
}
