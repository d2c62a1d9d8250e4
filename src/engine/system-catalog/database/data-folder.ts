// PostgreSQL's data folder as one piece of memory that any number of databases read: each copies a file only when it writes to it.

/** What this file needs of Emscripten's files, whose types do not tell of what they keep in memory. */
export interface FileSystem {
  readdir(path: string): string[];
  stat(path: string): { readonly mode: number };
  isFile(mode: number): boolean;
  readFile(path: string): Uint8Array;
  mkdirTree(path: string, mode: number): void;
  create(path: string, mode: number): FileNode;
}

interface FileNode {
  contents: Uint8Array;
  usedBytes: number;
  stream_ops: StreamOperations;
}

interface StreamOperations {
  write: (stream: { readonly node: FileNode }, ...rest: readonly unknown[]) => number;
}

interface Index {
  readonly folders: readonly string[];
  /** Name and bytes, in the order in which their contents follow. */
  readonly files: readonly (readonly [string, number])[];
}

const lineFeed = 0x0a;

/** `packedAs` tells of each path in there what it is to be; undefined: it is left out. */
export function packDataFolder(
  fs: FileSystem,
  root: string,
  packedAs: (path: string) => string | undefined,
): Uint8Array {
  const folders: string[] = [];
  const files: (readonly [string, number])[] = [];
  const contents: Uint8Array[] = [];
  const visit = (folder: string): void => {
    for (const name of fs.readdir(`${root}/${folder}`)) {
      const path = folder === "" ? name : `${folder}/${name}`;
      const packed = packedAs(path);
      if (name === "." || name === ".." || packed === undefined) continue;
      if (fs.isFile(fs.stat(`${root}/${path}`).mode)) {
        const bytes = fs.readFile(`${root}/${path}`);
        files.push([packed, bytes.length]);
        contents.push(bytes);
      } else {
        folders.push(packed);
        visit(path);
      }
    }
  };
  visit("");
  return Buffer.concat([Buffer.from(`${JSON.stringify({ folders, files } satisfies Index)}\n`), ...contents]);
}

/** Nothing is copied. What was packed is never written to: it may be shared with other threads. */
export function unpackDataFolder(fs: FileSystem, root: string, packed: Uint8Array<SharedArrayBuffer>): void {
  let offset = packed.indexOf(lineFeed) + 1;
  // A decoder takes no memory that is shared.
  const { folders, files } = JSON.parse(Buffer.from(packed.slice(0, offset)).toString()) as Index;
  for (const folder of ["", ...folders]) fs.mkdirTree(`${root}/${folder}`, 0o700);
  let operations: StreamOperations | undefined;
  for (const [path, bytes] of files) {
    const node = fs.create(`${root}/${path}`, 0o600);
    operations ??= copyingOnWrite(node.stream_ops, packed.buffer);
    node.stream_ops = operations;
    node.contents = packed.subarray(offset, offset + bytes);
    node.usedBytes = bytes;
    offset += bytes;
  }
}

/** Whatever else changes a file gives it new memory anyway. */
function copyingOnWrite(operations: StreamOperations, shared: SharedArrayBuffer): StreamOperations {
  return {
    ...operations,
    write: (stream, ...rest) => {
      const { node } = stream;
      if (node.contents.buffer === (shared as ArrayBufferLike)) node.contents = Uint8Array.from(node.contents);
      return operations.write(stream, ...rest);
    },
  };
}
