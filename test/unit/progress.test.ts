import { describe, expect, it } from "vitest";
import { type Clock, Progress } from "../../src/progress.js";

/** Time that moves when told to, and ticks on the way. */
function fakeClock(): Clock & { pass(ms: number): void; readonly isTicking: boolean } {
  let nowMs = 0;
  let tick: { readonly intervalMs: number; readonly call: () => void } | undefined;
  return {
    now: () => nowMs,
    every: (intervalMs, call) => {
      tick = { intervalMs, call };
      return () => {
        tick = undefined;
      };
    },
    pass: (ms) => {
      const endMs = nowMs + ms;
      while (tick !== undefined && nowMs + tick.intervalMs <= endMs) {
        nowMs += tick.intervalMs;
        tick.call();
      }
      nowMs = endMs;
    },
    get isTicking() {
      return tick !== undefined;
    },
  };
}

function fakeStream(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

describe("progress on a terminal", () => {
  it("draws a bar once a step has lasted a second, and erases it at the end", () => {
    const stream = fakeStream(true);
    const clock = fakeClock();
    const task = new Progress(stream, clock).begin("loading people", 4);
    clock.pass(800);
    expect(stream.written).toEqual([]);
    task.advance(3);
    clock.pass(200);
    expect(stream.written).toEqual(["\r\x1b[K[##################      ] 75% loading people, 1 s"]);
    clock.pass(150);
    task.end();
    expect(stream.written.slice(1)).toEqual(["\r\x1b[K", "loading people: done in 1.1 s\n"]);
  });

  it("says nothing of a step that was over in a second", () => {
    const stream = fakeStream(true);
    const clock = fakeClock();
    const task = new Progress(stream, clock).begin("loading people", 4);
    clock.pass(999);
    task.end();
    expect(stream.written).toEqual([]);
    expect(clock.isTicking).toBe(false);
  });

  it("draws no bar for a step of unknown length, and never more than a full one", () => {
    const stream = fakeStream(true);
    const clock = fakeClock();
    const progress = new Progress(stream, clock);
    const unknown = progress.begin("warming up");
    clock.pass(1_000);
    unknown.end();
    const task = progress.begin("loading", 2);
    task.advance(5);
    clock.pass(1_000);
    task.end();
    expect(stream.written[0]).toBe("\r\x1b[Kwarming up, 1 s");
    expect(stream.written).toContain("\r\x1b[K[########################]100% loading, 1 s");
  });

  it("stays within the terminal's width", () => {
    const stream = fakeStream(true, 20);
    const clock = fakeClock();
    new Progress(stream, clock).begin("a label that is longer than the terminal is wide", 1);
    clock.pass(1_000);
    expect(stream.written).toEqual([`\r\x1b[K[${" ".repeat(18)}`]);
  });

  it("writes a line of its own above the bar", () => {
    const stream = fakeStream(true);
    const clock = fakeClock();
    const progress = new Progress(stream, clock);
    progress.begin("loading", 1);
    clock.pass(1_000);
    progress.line("listening on 127.0.0.1:5454");
    expect(stream.written.slice(1)).toEqual(["\r\x1b[K", "listening on 127.0.0.1:5454\n"]);
  });
});

describe("progress elsewhere", () => {
  it("is one line when a second has passed and one at the end", () => {
    const stream = fakeStream(false);
    const clock = fakeClock();
    const task = new Progress(stream, clock).begin("loading people", 10);
    clock.pass(2_500);
    expect(stream.written).toEqual(["loading people ...\n"]);
    task.end();
    expect(stream.written.slice(1)).toEqual(["loading people: done in 2.5 s\n"]);
  });

  it("tells of two steps at once, and stops ticking with the last", () => {
    const stream = fakeStream(false);
    const clock = fakeClock();
    const progress = new Progress(stream, clock);
    const first = progress.begin("first");
    const second = progress.begin("second");
    clock.pass(1_000);
    first.end();
    expect(clock.isTicking).toBe(true);
    second.end();
    second.end();
    expect(clock.isTicking).toBe(false);
    expect(stream.written).toEqual([
      "first ...\n",
      "second ...\n",
      "first: done in 1.0 s\n",
      "second: done in 1.0 s\n",
    ]);
  });
});
