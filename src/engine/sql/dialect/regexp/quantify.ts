// A part that is repeated.
import {
  captures,
  combined,
  type Language,
  longer,
  mixed,
  type Part,
  preference,
  refersBack,
  sequence,
  shorter,
} from "./tree.js";

export interface Quantifier {
  readonly min: number;
  readonly max: number;
  /** `longer`, `shorter` or 0. */
  readonly preferred: number;
}

/** What has to be taken apart where it is repeated: by PostgreSQL's rules, which tell what a group within it holds in the end. */
export function quantified(atom: Part, { min, max, preferred }: Quantifier): Part {
  const flags = combined(preferred, atom.flags);
  const language: Language = min === 1 && max === 1 ? atom.language : { kind: "repeat", of: atom.language, min, max };
  if (atom.kind === "back reference" && atom.group === undefined) {
    return { ...atom, min, max, language, flags: atom.flags | flags };
  }
  const prefers = atom.flags & (longer | shorter | mixed);
  if (min === 1 && max === 1 && (preferred === 0 || prefers === 0 || preferred === prefers)) return atom;
  if ((atom.flags & (captures | refersBack)) === 0) return { kind: "leaf", language, flags };
  if (min > 0 && (atom.flags & refersBack) === 0) {
    // Only the last time counts for what groups hold.
    const before: Language = { kind: "repeat", of: atom.language, min: min - 1, max: max - 1 };
    const first: Part = { kind: "leaf", language: before, flags: preference(flags) };
    return { kind: "pair", first, second: atom, language: sequence([before, atom.language]), flags };
  }
  return { kind: "iteration", of: atom, min, max, language, flags };
}
