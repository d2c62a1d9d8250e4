// Imports point one way: wire and admin -> engine/api.ts -> catalog/api.ts. scripts/imports.mjs runs this.
"use strict";

/** What any part may import from the top of src. */
const common = "^src/(errors|limits)\\.ts$";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "doors-see-the-engine-by-its-api",
      comment: "The engine's inside is its own. What a door needs is exported by src/engine/api.ts.",
      severity: "error",
      from: { path: "^src/(wire|admin)/" },
      to: { path: "^src/engine/", pathNot: "^src/engine/api\\.ts$" },
    },
    {
      name: "the-engine-sees-the-catalog-by-its-api",
      comment: "The catalog's inside is its own. What others need is exported by src/catalog/api.ts.",
      severity: "error",
      from: { path: "^src/(wire|admin|engine)/" },
      to: { path: "^src/catalog/", pathNot: "^src/catalog/api\\.ts$" },
    },
    {
      name: "wire-does-not-see-the-catalog",
      comment: "Door one asks the engine.",
      severity: "error",
      from: { path: "^src/wire/" },
      to: { path: "^src/catalog/" },
    },
    {
      name: "the-engine-sees-no-door",
      comment: "The engine declares a small interface; main.ts hands the door's implementation in.",
      severity: "error",
      from: { path: "^src/engine/" },
      to: { path: "^src/(wire|admin)/" },
    },
    {
      name: "the-catalog-sees-no-other-part",
      comment: "The catalog imports itself, errors.ts and limits.ts.",
      severity: "error",
      from: { path: "^src/catalog/" },
      to: { path: "^src/", pathNot: ["^src/catalog/", common] },
    },
    {
      name: "doors-do-not-see-each-other",
      comment: "What both doors need belongs in the engine.",
      severity: "error",
      from: { path: "^src/wire/" },
      to: { path: "^src/admin/" },
    },
    {
      name: "doors-do-not-see-each-other",
      comment: "What both doors need belongs in the engine.",
      severity: "error",
      from: { path: "^src/admin/" },
      to: { path: "^src/wire/" },
    },
    {
      name: "the-protocol-is-pure",
      comment: "Bytes in, values out: no sockets, no files, no packages. node:buffer is a type of bytes.",
      severity: "error",
      from: { path: "^src/wire/protocol/" },
      to: { pathNot: ["^src/wire/protocol/", common, "^(node:)?buffer$"] },
    },
    {
      name: "parts-see-little-of-the-rim",
      comment:
        "Parts get settings, log and progress as arguments; of the top of src they import errors.ts and limits.ts.",
      severity: "error",
      from: { path: "^src/(wire|admin|engine)/" },
      to: { path: "^src/[^/]+\\.ts$", pathNot: common },
    },
    {
      name: "only-main-sees-everything",
      comment: "Files at the top of src see each other; main.ts alone sees the parts.",
      severity: "error",
      from: { path: "^src/[^/]+\\.ts$", pathNot: "^src/main\\.ts$" },
      to: { path: "^src/[^/]+/" },
    },
    {
      name: "nothing-imports-main",
      comment: "Only the command line starts the whole.",
      severity: "error",
      from: { pathNot: ["^src/cli\\.ts$", "^test/"] },
      to: { path: "^src/main\\.ts$" },
    },
    {
      name: "nothing-imports-tests",
      comment: "What ships does not know its tests.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|bench)/" },
    },
    {
      name: "only-listed-packages",
      comment: "What runs in production is a dependency; a development dependency is not there.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "undetermined"] },
    },
    {
      name: "no-circles",
      comment:
        "Two files which need each other are one file, or lack a third. A circle that only types close does not run.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-orphans",
      comment: "A file that nobody imports and that imports nobody is forgotten.",
      severity: "error",
      // What is compiled to WebAssembly is imported by its compiler.
      from: { orphan: true, path: "^src/", pathNot: "\\.d\\.ts$|^src/wire/encoding/assembly/" },
      to: {},
    },
    {
      name: "no-broken-imports",
      comment: "The file is not there.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
