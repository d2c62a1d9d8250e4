// A local folder keeps the promises of an object store.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLocalFolder } from "../../src/catalog/store/local-folder.js";
import { describeObjectStore } from "./object-store.js";

describeObjectStore("local folder", async () => {
  const root = await mkdtemp(join(tmpdir(), "sluice-store-"));
  return { store: await openLocalFolder(root), close: () => rm(root, { recursive: true, force: true }) };
});
