// The rows of a result, to be read from any place, any number of times: in memory, and in a file where there is no room.
import { ObjectNotInPrerequisiteState, type PgError } from "../../errors.js";
import type { Batch } from "../batch.js";
import { batchBytes } from "../batch-bytes.js";
import { sliceBatch } from "../batch-slice.js";
import type { DataType } from "../data-type.js";
import { decodeBatch, encodeBatch } from "./arrow-batches.js";
import type { Piece, SpillFile } from "./spill-file.js";

/** A batch of it: in memory, or in the file. */
interface Segment {
  readonly first: number;
  readonly rowCount: number;
  readonly bytes: number;
  place: { readonly kind: "memory"; readonly batch: Batch } | { readonly kind: "file"; readonly piece: Piece };
}

/** What a result asks of the store that it is in. */
export interface Room {
  /** So many bytes more are in memory. Resolves when there is room for them. */
  taken(set: ResultSet, bytes: number): Promise<void>;
  freed(bytes: number): void;
  /** So many bytes more are in files. @throws PgError (53400) when they may not be. */
  takenInFiles(bytes: number): void;
  freedInFiles(bytes: number): void;
  used(set: ResultSet): void;
  createFile(): Promise<SpillFile>;
  closed(set: ResultSet): void;
}

export class ResultSet {
  readonly #types: readonly DataType[];
  readonly #room: Room;
  readonly #segments: Segment[] = [];
  #rowCount = 0;
  #memoryBytes = 0;
  #fileBytes = 0;
  #file: SpillFile | undefined;
  #spilling: Promise<void> = Promise.resolve();
  /** The last one that was read from the file: the next rows are likely to be there, too. */
  #unpacked: { readonly segment: Segment; readonly batch: Batch } | undefined;
  #closed: PgError | undefined;

  constructor(types: readonly DataType[], room: Room) {
    this.#types = types;
    this.#room = room;
  }

  /** Rows that are in it so far. */
  get rowCount(): number {
    return this.#rowCount;
  }

  get bytes(): number {
    return this.#memoryBytes + this.#fileBytes;
  }

  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  get fileBytes(): number {
    return this.#fileBytes;
  }

  /** Resolves when there is room for more. The batch's memory belongs to the result from now on. */
  async append({ rowCount, columns }: Batch): Promise<void> {
    this.#assertOpen();
    if (rowCount === 0) return;
    const batch = { rowCount, columns };
    const bytes = batchBytes(batch);
    this.#segments.push({ first: this.#rowCount, rowCount, bytes, place: { kind: "memory", batch } });
    this.#rowCount += rowCount;
    this.#memoryBytes += bytes;
    await this.#room.taken(this, bytes);
  }

  /** The rows from `first` (0 is the first one) on, at most so many. */
  async *read(first: number, rowsMax: number): AsyncGenerator<Batch, undefined> {
    this.#assertOpen();
    let at = first;
    let left = rowsMax;
    for (let index = this.#segmentOf(first); left > 0 && index < this.#segments.length; index++) {
      const segment = this.#segments[index] as Segment;
      const batch = await this.#batchOf(segment);
      const from = at - segment.first;
      const to = Math.min(segment.rowCount, from + left);
      at += to - from;
      left -= to - from;
      yield sliceBatch(batch, from, to);
      // Those that come after it are gone: that is no end.
      this.#assertOpen();
    }
    return undefined;
  }

  /** Brings to the file what is in memory. */
  spill(): Promise<void> {
    this.#spilling = this.#spilling.catch(() => undefined).then(() => this.#spill());
    return this.#spilling;
  }

  /** Frees all of it. `reason`: what those who go on reading are told. */
  async close(reason: PgError = closedResult()): Promise<void> {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#segments.length = 0;
    this.#unpacked = undefined;
    this.#room.closed(this);
    this.#room.freed(this.#memoryBytes);
    this.#memoryBytes = 0;
    // At once: whoever waits for room shall see it.
    this.#room.freedInFiles(this.#fileBytes);
    this.#fileBytes = 0;
    // What is being written is written to its end.
    await this.#spilling.catch(() => undefined);
    await this.#file?.close();
  }

  async #spill(): Promise<void> {
    for (const segment of [...this.#segments]) {
      const { place, bytes } = segment;
      if (this.#isClosed()) return;
      if (place.kind !== "memory") continue;
      const content = encodeBatch(place.batch);
      this.#room.takenInFiles(content.length);
      this.#fileBytes += content.length;
      const piece = await this.#write(content);
      if (this.#isClosed()) return;
      segment.place = { kind: "file", piece };
      this.#memoryBytes -= bytes;
      this.#room.freed(bytes);
    }
  }

  async #write(content: Uint8Array): Promise<Piece> {
    try {
      this.#file ??= await this.#room.createFile();
      return await this.#file.append(content);
    } catch (thrown) {
      // Whoever closed it has given back all of its room.
      if (!this.#isClosed()) {
        this.#fileBytes -= content.length;
        this.#room.freedInFiles(content.length);
      }
      throw thrown;
    }
  }

  async #batchOf(segment: Segment): Promise<Batch> {
    this.#assertOpen();
    this.#room.used(this);
    if (segment.place.kind === "memory") return segment.place.batch;
    if (this.#unpacked?.segment === segment) return this.#unpacked.batch;
    const content = await this.#fileThere()
      .read(segment.place.piece)
      .catch((thrown: unknown) => {
        this.#assertOpen();
        throw thrown;
      });
    this.#assertOpen();
    const batch = decodeBatch(content, this.#types);
    this.#unpacked = { segment, batch };
    return batch;
  }

  /** The one that has the row, or the one after the last. */
  #segmentOf(row: number): number {
    let [low, high] = [0, this.#segments.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { first, rowCount } = this.#segments[middle] as Segment;
      if (first + rowCount <= row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #fileThere(): SpillFile {
    if (this.#file === undefined) throw new Error("rows are in a file that is not there");
    return this.#file;
  }

  #isClosed(): boolean {
    return this.#closed !== undefined;
  }

  #assertOpen(): void {
    if (this.#closed !== undefined) throw this.#closed;
  }
}

function closedResult(): PgError {
  return new ObjectNotInPrerequisiteState("the result was closed");
}
