// A WebAssembly program compiled so that it takes little memory: by V8's baseline compiler only.
import { setFlagsFromString } from "node:v8";

/** What this file needs of the global, which Node has and its types do not tell of. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> };

/** Node 20's. */
const knownV8 = "11.";

/**
 * The optimizing compiler takes 25 MB for one function of PostgreSQL's, 90 MB for those that its boot makes hot, and of what it has freed
 * the process gets nothing back; meanwhile, a boot takes twice the time. Whether a module is ever optimized is decided when it is made, by a flag that is
 * put back then. A module without dynamic tiering would be optimized at once but for the other flag, which means nothing to other modules.
 */
export async function compileFrugally(bytes: Uint8Array): Promise<object> {
  // Weakness: of the V8 of Node 24, the same flags make all of the module be optimized, which takes 400 MB: there, it is compiled as usual.
  if (!process.versions.v8.startsWith(knownV8)) return WebAssembly.compile(bytes);
  setFlagsFromString("--no-wasm-tier-up");
  setFlagsFromString("--no-wasm-dynamic-tiering");
  try {
    return await WebAssembly.compile(bytes);
  } finally {
    setFlagsFromString("--wasm-dynamic-tiering");
  }
}
