// Memory keeps the promises of an object store, and of remote objects.
import { MemoryStore } from "../../src/catalog/store/memory.js";
import { describeObjectStore } from "./object-store.js";
import { describeRemoteObjects } from "./remote-objects.js";

const open = async () => ({ store: new MemoryStore(), close: async () => {} });

describeObjectStore("memory", open);
describeRemoteObjects("memory", open);
