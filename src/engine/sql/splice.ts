// Replaces pieces of a statement's text, and finds the way back from a place in the result.

/** Bytes `start` to `end` of the text become `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function isAgain(edit: Edit, before: Edit | undefined): boolean {
  const isReplacement = edit.end > edit.start;
  return isReplacement && edit.start === before?.start && edit.end === before.end && edit.text === before.text;
}

export class Splice {
  readonly #original: Buffer;
  readonly #edits: readonly Edit[];
  readonly text: string;

  constructor(original: Buffer, edits: readonly Edit[]) {
    this.#original = original;
    const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
    // DuckDB's tree has the operand of a CASE once for each of its WHENs, at one place.
    this.#edits = sorted.filter((edit, index) => !isAgain(edit, sorted[index - 1]));
    const pieces: string[] = [];
    let at = 0;
    for (const edit of this.#edits) {
      if (edit.start < at) throw new Error("edits overlap");
      pieces.push(original.toString("utf8", at, edit.start), edit.text);
      at = edit.end;
    }
    pieces.push(original.toString("utf8", at));
    this.text = pieces.join("");
  }

  with(more: readonly Edit[]): Splice {
    return new Splice(this.#original, [...this.#edits, ...more]);
  }

  withEdits(change: (edit: Edit) => Edit): Splice {
    return new Splice(this.#original, this.#edits.map(change));
  }

  /** The byte of the original which stands at a byte of the result; inside an edit: where the edit begins. */
  originalOffset(offset: number): number {
    let shift = 0;
    for (const edit of this.#edits) {
      const start = edit.start + shift;
      const grown = Buffer.byteLength(edit.text);
      if (offset < start) break;
      if (offset < start + grown) return edit.start;
      shift += grown - (edit.end - edit.start);
    }
    return Math.max(0, Math.min(offset - shift, this.#original.length));
  }
}
