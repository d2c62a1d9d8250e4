// COPY ... FROM STDIN by node-postgres: chunks as they are given, in the simple protocol or the extended one.
import type pg from "pg";

export interface CopyOutcome {
  /** Absent: it failed. */
  readonly tag?: string;
  readonly error?: { readonly sqlstate: string; readonly message: string; readonly where: string | undefined };
}

interface Wire {
  query(sql: string): void;
  parse(message: { text: string }): void;
  bind(message: object): void;
  execute(message: object): void;
  sync(): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

export interface CopyOptions {
  readonly protocol?: "simple" | "extended";
  /** Given: the client gives up after its chunks, and says why. */
  readonly failure?: string;
}

export function copyIn(
  client: pg.Client,
  sql: string,
  chunks: readonly Buffer[],
  { protocol = "simple", failure }: CopyOptions = {},
): Promise<CopyOutcome> {
  return new Promise((resolve) => {
    let outcome: CopyOutcome = {};
    const submittable = {
      submit(wire: Wire): void {
        if (protocol === "simple") {
          wire.query(sql);
          return;
        }
        wire.parse({ text: sql });
        wire.bind({});
        wire.execute({});
        wire.sync();
      },
      handleCopyInResponse(wire: Wire): void {
        for (const chunk of chunks) wire.sendCopyFromChunk(chunk);
        if (failure === undefined) wire.endCopyFrom();
        else wire.sendCopyFail(failure);
        // The Sync from before was nothing while the copy went on.
        if (protocol === "extended") wire.sync();
      },
      handleCommandComplete(message: { text: string }): void {
        outcome = { tag: message.text };
      },
      handleError(error: { code: string; message: string; where?: string }): void {
        outcome = { error: { sqlstate: error.code, message: error.message, where: error.where } };
        // node-postgres waits for the end of a failed query by itself, and tells nobody.
        resolve(outcome);
      },
      handleReadyForQuery(): void {
        resolve(outcome);
      },
      handlePortalSuspended(): void {},
      handleEmptyQuery(): void {},
      handleRowDescription(): void {},
      handleDataRow(): void {},
      handleCopyData(): void {},
    };
    client.query(submittable as unknown as pg.Submittable);
  });
}

/** Cut at these places, counted from the beginning. */
export function cutAt(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const sorted = [...new Set(places.filter((place) => place > 0 && place < bytes.length))].sort((a, b) => a - b);
  return [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index] ?? bytes.length));
}
