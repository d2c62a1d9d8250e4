// Patterns for names of files: `*`, `?` and `[...]` within a segment, `**` for any number of folders.

export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "pattern"; readonly matches: (name: string) => boolean }
  | { readonly kind: "anyFolders" };

/** Cuts a `/`-separated pattern. A `**` at the end means all that lies below. */
export function parseGlob(pattern: string): readonly Segment[] {
  const segments: Segment[] = [];
  for (const text of pattern.split("/")) {
    // Two in a row mean no more than one.
    if (text === "**" && segments.at(-1)?.kind === "anyFolders") continue;
    segments.push(parseSegment(text));
  }
  return segments.at(-1)?.kind === "anyFolders" ? [...segments, parseSegment("*")] : segments;
}

export function hasWildcards(text: string): boolean {
  return /[*?[]/.test(text);
}

/** What each match begins with. */
export function literalPrefixOf(pattern: string): string {
  return /^[^*?[]*/.exec(pattern)?.[0] ?? "";
}

export function matchesGlob(segments: readonly Segment[], path: string): boolean {
  return matchesAll(path.split("/"), segments, {
    isAny: (segment) => segment.kind === "anyFolders",
    accepts: (segment, name) => matchesSegment(segment, name),
    // Hidden folders are entered only by name.
    canSkip: (name) => !name.startsWith("."),
  });
}

export function matchesSegment(segment: Segment, name: string): boolean {
  switch (segment.kind) {
    case "literal":
      return segment.text === name;
    case "pattern":
      return segment.matches(name);
    case "anyFolders":
      return !name.startsWith(".");
  }
}

type Token =
  | { readonly kind: "any" }
  | { readonly kind: "one" }
  | { readonly kind: "character"; readonly character: string }
  | { readonly kind: "class"; readonly isNegated: boolean; readonly ranges: readonly (readonly [string, string])[] };

function parseSegment(text: string): Segment {
  if (text === "**") return { kind: "anyFolders" };
  if (!hasWildcards(text)) return { kind: "literal", text };
  const tokens = tokenise(Array.from(text));
  const showsHidden = text.startsWith(".");
  return {
    kind: "pattern",
    matches: (name) =>
      (showsHidden || !name.startsWith(".")) &&
      matchesAll(Array.from(name), tokens, {
        isAny: (token) => token.kind === "any",
        accepts: acceptsCharacter,
        canSkip: () => true,
      }),
  };
}

function tokenise(characters: readonly string[]): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < characters.length) {
    const character = characters[at] ?? "";
    const end = character === "[" ? endOfClass(characters, at) : undefined;
    if (end !== undefined) {
      tokens.push(classOf(characters.slice(at + 1, end)));
      at = end + 1;
      continue;
    }
    if (character === "*") tokens.push({ kind: "any" });
    else if (character === "?") tokens.push({ kind: "one" });
    else tokens.push({ kind: "character", character });
    at += 1;
  }
  return tokens;
}

/** A bracket that comes first stands for itself, and so does one that is never closed. */
function endOfClass(characters: readonly string[], start: number): number | undefined {
  const isNegated = characters[start + 1] === "!" || characters[start + 1] === "^";
  const end = characters.indexOf("]", start + (isNegated ? 3 : 2));
  return end === -1 ? undefined : end;
}

function classOf(content: readonly string[]): Token {
  const isNegated = content[0] === "!" || content[0] === "^";
  const members = isNegated ? content.slice(1) : content;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < members.length; at += 1) {
    const from = members[at] ?? "";
    const to = members[at + 2];
    if (members[at + 1] === "-" && to !== undefined) {
      ranges.push([from, to]);
      at += 2;
    } else {
      ranges.push([from, from]);
    }
  }
  return { kind: "class", isNegated, ranges };
}

function acceptsCharacter(token: Token, character: string): boolean {
  switch (token.kind) {
    case "any":
    case "one":
      return true;
    case "character":
      return token.character === character;
    case "class":
      return token.ranges.some(([from, to]) => from <= character && character <= to) !== token.isNegated;
  }
}

interface Rules<Item, Token> {
  readonly isAny: (token: Token) => boolean;
  readonly accepts: (token: Token, item: Item) => boolean;
  /** Whether an item may be swallowed by a token that takes any number of them. */
  readonly canSkip: (item: Item) => boolean;
}

/**
 * Goes back to the latest "any number" only: an earlier one could not do better. So hostile patterns take no longer than
 * the product of both lengths.
 */
function matchesAll<Item, Token>(items: readonly Item[], tokens: readonly Token[], rules: Rules<Item, Token>): boolean {
  let item = 0;
  let token = 0;
  let retry: { token: number; item: number } | undefined;
  while (item < items.length) {
    const present = tokens[token];
    const value = items[item] as Item;
    if (present !== undefined && rules.isAny(present)) {
      retry = { token, item };
      token += 1;
    } else if (present !== undefined && rules.accepts(present, value)) {
      item += 1;
      token += 1;
    } else if (retry !== undefined && rules.canSkip(items[retry.item] as Item)) {
      retry.item += 1;
      item = retry.item;
      token = retry.token + 1;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rules.isAny(rest));
}
