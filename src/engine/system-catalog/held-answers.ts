// How much memory answers take that were not yet read to their end: those of open portals and cursors.
import { OutOfMemory } from "../../errors.js";
import { limits } from "../../limits.js";

export class HeldAnswers {
  #bytes = 0;

  /** Returns how to give the room back. @throws OutOfMemory (53200) */
  hold(bytes: number): () => void {
    if (this.#bytes + bytes > limits.systemCatalogHeldBytesMax) {
      throw new OutOfMemory("too much of the system catalog's answers is waiting to be read", {
        hint: "Read open cursors and portals of the system catalog to their end, or close them.",
      });
    }
    this.#bytes += bytes;
    let isHeld = true;
    return () => {
      if (isHeld) this.#bytes -= bytes;
      isHeld = false;
    };
  }
}
