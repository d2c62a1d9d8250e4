// A file of encrypted pieces, for rows that memory has no room for. Only this process can read it: the key is nowhere else.
// AES-256-GCM: NIST SP 800-38D, https://doi.org/10.6028/NIST.SP.800-38D
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DiskFull, IoError, type PgError } from "../../errors.js";

const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

export const spillKeyBytes = 32;

/** Where a piece lies in the file, in bytes. */
export interface Piece {
  readonly offset: number;
  readonly length: number;
}

export class SpillFile {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #key: Buffer;
  #end = 0;

  private constructor(path: string, file: FileHandle, key: Buffer) {
    this.#path = path;
    this.#file = file;
    this.#key = key;
  }

  /**
   * The file must not be there yet. Nobody else may open it. Its folder is made where it is missing.
   * @throws IoError (58030) or DiskFull (53100) when it cannot be made.
   */
  static async create(path: string, key: Buffer): Promise<SpillFile> {
    try {
      await mkdir(dirname(path), { recursive: true });
      return new SpillFile(path, await open(path, "wx+", 0o600), key);
    } catch (thrown) {
      throw unwritten(thrown);
    }
  }

  /** One at a time. @throws IoError (58030) or DiskFull (53100) when it cannot be written: the file is as it was, to its readers. */
  async append(content: Uint8Array): Promise<Piece> {
    const nonce = randomBytes(nonceBytes);
    const encryption = createCipheriv(cipher, this.#key, nonce);
    const offset = this.#end;
    encryption.setAAD(placeOf(offset));
    const encrypted = encryption.update(content);
    encryption.final();
    const bytes = Buffer.concat([nonce, encrypted, encryption.getAuthTag()]);
    try {
      for (let written = 0; written < bytes.length; ) {
        written += (await this.#file.write(bytes, written, bytes.length - written, offset + written)).bytesWritten;
      }
    } catch (thrown) {
      throw unwritten(thrown);
    }
    this.#end = offset + bytes.length;
    return { offset, length: bytes.length };
  }

  /** @throws IoError (58030) when it is not what was written. */
  async read({ offset, length }: Piece): Promise<Uint8Array> {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await this.#file.read(bytes, 0, length, offset);
    if (bytesRead !== length) throw damaged(undefined);
    const decryption = createDecipheriv(cipher, this.#key, bytes.subarray(0, nonceBytes));
    decryption.setAAD(placeOf(offset));
    decryption.setAuthTag(bytes.subarray(length - tagBytes));
    const content = decryption.update(bytes.subarray(nonceBytes, length - tagBytes));
    try {
      decryption.final();
    } catch (thrown) {
      throw damaged(thrown);
    }
    return content;
  }

  /** Never rejects: it is mostly nobody's to wait for. What keeps the file from being removed is left to the sweep of the next start. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#path, { force: true }).catch(() => undefined);
  }
}

/** A piece moved to another place is not taken for the one that was there. */
function placeOf(offset: number): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigUInt64LE(BigInt(offset));
  return place;
}

const fullDiskCodes: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT"]);

function unwritten(cause: unknown): PgError {
  const message = "rows could not be written to a temporary file";
  const isFull = cause instanceof Error && "code" in cause && fullDiskCodes.has(cause.code);
  return isFull ? new DiskFull(message, { hint: "Check free disk space.", cause }) : new IoError(message, { cause });
}

function damaged(cause: unknown): IoError {
  return new IoError("rows that were kept in a temporary file were altered there", {
    hint: "Run the statement again.",
    cause,
  });
}
