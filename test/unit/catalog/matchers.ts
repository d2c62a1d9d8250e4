// vitest's asymmetric matchers, without their `any`.
import { expect } from "vitest";

export function containing(text: string): unknown {
  return expect.stringContaining(text);
}

export function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

export const someText: unknown = expect.any(String);

export function refusal(sqlstate: string, message?: string): unknown {
  return expect.objectContaining({ sqlstate, ...(message === undefined ? {} : { message }) });
}
