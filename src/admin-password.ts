// The administrator's password: from the configuration, or made at the first start and kept in a file of the data folder.
import { randomBytes } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import path from "node:path";

export const passwordFileName = "admin-password";

export type AdminPassword =
  /** `SLUICE_ADMIN_PASSWORD` or the config file. */
  | { readonly kind: "configured"; readonly password: string }
  /** In a file which only the owner reads. */
  | { readonly kind: "kept"; readonly password: string; readonly file: string };

/**
 * The configured one; else the one in the file; else, for a catalog that is new, a new one, written to the file with mode 0600.
 * Undefined: whoever made the catalog has it.
 */
export async function findAdminPassword(
  dataDir: string,
  configured: string | undefined,
  isNewCatalog: boolean,
): Promise<AdminPassword | undefined> {
  if (configured !== undefined) return { kind: "configured", password: configured };
  const file = path.join(dataDir, passwordFileName);
  const password = (await readIfThere(file)) ?? (isNewCatalog ? await writeNew(file) : undefined);
  return password === undefined ? undefined : { kind: "kept", password, file };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, "utf8")).trim();
    // Empty: a crash came between making the file and writing it.
    return text === "" ? undefined : text;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return undefined;
    throw thrown;
  }
}

async function writeNew(file: string): Promise<string> {
  // 144 bits, in characters that need no quoting in a shell or a URL.
  const password = randomBytes(18).toString("base64url");
  const handle = await open(file, "w", 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(`${password}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return password;
}
