// Who we are to an S3 server, by reference: no secret stands in the journal.

export type S3CredentialsReference =
  /** The SDK's own chain: environment, shared files, SSO, web identity, the container's and the machine's role. */
  | { readonly kind: "default" }
  /** Names of environment variables. */
  | {
      readonly kind: "environment";
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
    }
  /** A profile of the shared files, `~/.aws/config` and `~/.aws/credentials`. */
  | { readonly kind: "profile"; readonly profile: string }
  /** An entry of the gateway's secrets file. */
  | { readonly kind: "secretsFile"; readonly name: string };

/** `default`, `profile:<name>`, `secret:<name>` or `env:<variable>,<variable>[,<variable>]`. Undefined: it is none. */
export function parseCredentials(text: string): S3CredentialsReference | undefined {
  if (text === "default") return { kind: "default" };
  const [, kind, rest = ""] = /^(profile|secret|env):(.+)$/s.exec(text) ?? [];
  switch (kind) {
    case "profile":
      return { kind: "profile", profile: rest };
    case "secret":
      return { kind: "secretsFile", name: rest };
    case "env": {
      const [accessKeyId, secretAccessKey, sessionToken, ...more] = rest.split(",");
      if (!accessKeyId || !secretAccessKey || sessionToken === "" || more.length > 0) return undefined;
      const names = { kind: "environment", accessKeyId, secretAccessKey } as const;
      return sessionToken === undefined ? names : { ...names, sessionToken };
    }
    default:
      return undefined;
  }
}
