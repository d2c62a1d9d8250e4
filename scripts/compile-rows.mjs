// `npm run compile-rows`: compiles the wire's inner loops, src/wire/encoding/assembly, to WebAssembly. The results are kept with the
// sources; a test says when they are not what they say. A word after `--` names another folder to write to.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join("src", "wire", "encoding", "assembly");
const outFolder = process.argv[2] ?? join(root, folder);

/** In pages of 64 KiB. Columns have room to spare, and views of that memory stay valid; single rows may need more. */
const modules = [
  { name: "row-encoder", initialMemory: 160, maximumMemory: 160 },
  { name: "copy-rows", initialMemory: 32, maximumMemory: 65_536 },
];

for (const { name, initialMemory, maximumMemory } of modules) {
  execFileSync(
    process.execPath,
    [
      join(root, "node_modules/assemblyscript/bin/asc.js"),
      join(folder, `${name}.ts`),
      ...["--outFile", join(outFolder, `${name}.wasm`), "--runtime", "stub", "--noAssert", "-O3", "--enable", "simd"],
      ...["--initialMemory", String(initialMemory), "--maximumMemory", String(maximumMemory)],
    ],
    { cwd: root, stdio: "inherit" },
  );
}
