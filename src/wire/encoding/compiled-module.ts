// What `npm run compile-rows` has compiled to WebAssembly, ready to be run.
import { readFileSync } from "node:fs";

/** What this file needs of the global, which Node has and its types do not tell of. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** Returns how to make an instance, which has a memory of its own. `Exports` is what its sources in `assembly/` export. */
export function compiledModule<Exports>(name: string): () => Exports {
  const module = new WebAssembly.Module(readFileSync(new URL(`./assembly/${name}.wasm`, import.meta.url)));
  return () => new WebAssembly.Instance(module, {}).exports as Exports;
}

/** Places in a memory begin at multiples of 16. */
export function aligned(at: number): number {
  return (at + 15) & ~15;
}
