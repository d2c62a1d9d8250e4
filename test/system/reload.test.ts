// SIGHUP: the configuration is read again, and sessions go on.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

let dataDir: string;
let gateway: Gateway;
beforeEach(async () => {
  dataDir = makeDataDir();
  configure("demo: false\n");
  gateway = await startGateway(dataDir);
  await gateway.query("CREATE ROLE ada LOGIN PASSWORD 'secret'");
});
afterEach(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

const ada = { user: "ada", password: "secret" };

function configure(text: string): void {
  writeFileSync(path.join(dataDir, "sluice.yaml"), text);
}

async function hangUp(message: string): Promise<void> {
  const said = (): number => gateway.log().split(message).length;
  const before = said();
  gateway.process.kill("SIGHUP");
  await expect.poll(said).toBe(before + 1);
}

describe("a gateway that gets SIGHUP", () => {
  it("lets in who may come in by the new configuration, and keeps the sessions that are there", async () => {
    const session = await gateway.connect(ada);
    configure(
      "demo: false\nhba:\n  - {type: host, user: ada, method: reject}\n  - {type: host, method: scram-sha-256}\n",
    );
    await hangUp("the configuration was read again");
    await expect(gateway.connect(ada)).rejects.toMatchObject({ code: "28000" });
    expect((await session.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    expect((await gateway.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    configure("demo: false\n");
    await hangUp("the configuration was read again");
    await (await gateway.connect(ada)).end();
    await session.end();
  });

  it("tells which settings wait for the next start", async () => {
    configure("demo: false\nlog: {level: debug}\nengine: {threads: 1}\n");
    await hangUp("these settings take effect at the next start");
    const line =
      gateway
        .log()
        .split("\n")
        .find((one) => one.includes("take effect at the next start")) ?? "";
    expect(JSON.parse(line)).toMatchObject({ level: "warn", settings: ["engine.threads"] });
    const read =
      gateway
        .log()
        .split("\n")
        .find((one) => one.includes("read again")) ?? "";
    expect(JSON.parse(read)).toMatchObject({ changed: ["log.level"] });
    await expect(gateway.query("SELECT nonsense")).rejects.toThrow();
    await expect.poll(() => gateway.log()).toContain('"level":"debug"');
  });

  it("keeps the old configuration when the new one cannot be used, and says why", async () => {
    configure("demo: false\nhba: nonsense\n");
    await hangUp("the new configuration is of no use");
    expect(gateway.log()).toContain("hba");
    await (await gateway.connect(ada)).end();
  });
});
