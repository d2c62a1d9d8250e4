import { describe, expect, it } from "vitest";
import { PgError, toPgError } from "../../src/errors.js";
import { createLogger, describeError } from "../../src/log.js";

function collector(isTTY = false) {
  const lines: string[] = [];
  return { isTTY, lines, write: (line: string) => lines.push(line) };
}

describe("the log", () => {
  it("is one JSON object per event", () => {
    const stderr = collector();
    createLogger({ level: "info", format: "auto" }, stderr).info({ port: 5454 }, "listening");
    expect(stderr.lines).toHaveLength(1);
    expect(JSON.parse(stderr.lines[0]!)).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      port: 5454,
      msg: "listening",
    });
  });

  it("is text on a terminal, on one line", () => {
    const stderr = collector(true);
    createLogger({ level: "info", format: "auto" }, stderr).warn({ bucket: "a b" }, "slow\nbucket\x9b2J");
    expect(stderr.lines.map((line) => line.slice(25))).toEqual(['WARN  slow\\u000abucket\\u009b2J bucket="a b"\n']);
  });

  it("leaves out what is below its level", () => {
    const stderr = collector();
    createLogger({ level: "error", format: "json" }, stderr).warn("slow");
    expect(stderr.lines).toEqual([]);
  });

  it("redacts secrets wherever they hide", () => {
    const stderr = collector();
    createLogger({ level: "info", format: "json" }, stderr).info(
      { password: "hunter2", bucket: { secret_access_key: "hunter2", options: { sessionToken: "hunter2" } } },
      "bucket added",
    );
    expect(stderr.lines.join("")).not.toContain("hunter2");
  });
});

describe("an error in the log", () => {
  it("tells its SQLSTATE and its causes", () => {
    const described = describeError(toPgError(new Error("socket closed")));
    expect(described).toMatchObject({
      type: "InternalError",
      sqlstate: "XX000",
      message: "internal error",
      cause: { type: "Error", message: "socket closed" },
    });
  });

  it.each([
    new Error('Conversion Error: Could not convert string "ada@example.org" to INT32'),
    new Error("Invalid Input Error: missing ): (ada@example.org"),
    new Error("Parser Error: syntax error at 'ada@example.org'"),
    new PgError("22P02", 'invalid input syntax for type integer: "ada@example.org"'),
    new PgError("23505", "Key (email)=(ada@example.org) already exists."),
  ])("withholds what may be a value from a row: %s", (error) => {
    expect(JSON.stringify(describeError(new Error("failed", { cause: error })))).not.toContain("ada@");
  });

  it("survives a thing that is not an error, and a circle of causes", () => {
    const circle = new Error("circle");
    circle.cause = circle;
    expect(describeError(circle).cause?.message).toBe("circle");
    expect(describeError("ada@example.org")).toEqual({ type: "string", message: "(not an error)" });
  });
});
