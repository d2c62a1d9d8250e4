// JSON whose last field is the SHA-256 of the bytes before that field, so that an accidental change shows.
import { createHash } from "node:crypto";

export type Unsealed =
  | { readonly kind: "whole"; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: "newer"; readonly format: number }
  | { readonly kind: "damaged"; readonly why: string };

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The fields must have a `format`, and no `sha256` of their own. */
export function seal(fields: { readonly format: number } & Readonly<Record<string, unknown>>): Buffer {
  const head = Buffer.from(JSON.stringify(fields).slice(0, -1));
  return Buffer.concat([head, Buffer.from(tail(head))]);
}

export function unseal(bytes: Buffer, formatMax: number): Unsealed {
  const json = parse(bytes);
  if (json === undefined) return { kind: "damaged", why: "is torn or altered: it is no JSON object" };
  const { sha256: _seal, ...fields } = json;
  const format = fields["format"];
  if (typeof format !== "number" || !Number.isSafeInteger(format) || format < 1) {
    return { kind: "damaged", why: "is altered: it has no format number" };
  }
  // Before the seal, which a newer format may make in another way.
  if (format > formatMax) return { kind: "newer", format };
  const head = bytes.subarray(0, -tailBytes);
  if (tail(head) !== bytes.subarray(-tailBytes).toString()) {
    return { kind: "damaged", why: "is altered: its bytes do not match its own SHA-256" };
  }
  return { kind: "whole", fields };
}

function tail(head: Buffer): string {
  return `,"sha256":"${sha256(head)}"}\n`;
}

const tailBytes = Buffer.byteLength(tail(Buffer.alloc(0)));

function parse(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    // The caller says which file it was.
    return undefined;
  }
}
