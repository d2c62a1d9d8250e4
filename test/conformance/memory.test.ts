// Memory keeps the promises of an object store.
import { MemoryStore } from "../../src/catalog/store/memory.js";
import { describeObjectStore } from "./object-store.js";

describeObjectStore("memory", async () => ({ store: new MemoryStore(), close: async () => {} }));
