// `npm start`: makes the checkout ready, then becomes `sluice serve` in this very process, so that signals and the exit
// code need no forwarding and nothing is left behind.
"use strict";

const path = require("node:path");
const { prepare } = require("./prepare.cjs");

void prepare().then((isReady) => {
  if (!isReady) {
    process.exitCode = 1;
    return;
  }
  const launcher = path.join(__dirname, "../bin/sluice.cjs");
  process.argv = [process.execPath, launcher, "serve", ...process.argv.slice(2)];
  require(launcher);
});
