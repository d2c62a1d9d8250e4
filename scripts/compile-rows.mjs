// `npm run compile-rows`: compiles the wire's inner loop, src/wire/encoding/assembly, to WebAssembly. The result is kept with the
// sources; a test says when it is not what they say. Words after `--` name another file to write.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join("src", "wire", "encoding", "assembly");
const outFile = process.argv[2] ?? join(root, folder, "row-encoder.wasm");

/** Pages of 64 KiB: a batch's columns, with room to spare. The memory never grows, so that views of it stay valid. */
const memoryPages = "160";

execFileSync(
  process.execPath,
  [
    join(root, "node_modules/assemblyscript/bin/asc.js"),
    join(folder, "row-encoder.ts"),
    ...["--outFile", outFile, "--runtime", "stub", "--noAssert", "-O3"],
    ...["--initialMemory", memoryPages, "--maximumMemory", memoryPages],
  ],
  { cwd: root, stdio: "inherit" },
);
