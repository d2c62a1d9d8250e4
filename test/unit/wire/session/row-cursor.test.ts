// How rows are read and sent, batch by batch.

import { describe, expect, it } from "vitest";
import { type Batch, batchOf, type ResultColumn } from "../../../../src/engine/api.js";
import { createRowEncoder } from "../../../../src/wire/encoding/row-encoder.js";
import { defaultEncodingSettings } from "../../../../src/wire/encoding/settings.js";
import { systemClock } from "../../../../src/wire/clock.js";
import { Activity } from "../../../../src/wire/session/activity.js";
import type { Outlet } from "../../../../src/wire/session/outlet.js";
import { ResultBudget } from "../../../../src/wire/session/result-budget.js";
import { type Destination, RowCursor } from "../../../../src/wire/session/row-cursor.js";

const columns: readonly ResultColumn[] = [{ name: "n", type: { id: "INTEGER" } }];

/** Writes down what happens, in order. */
function stage(batchCount: number): { cursor: RowCursor; destination: Destination; events: string[] } {
  const events: string[] = [];
  async function* batches(): AsyncGenerator<Batch> {
    try {
      for (let index = 0; index < batchCount; index++) {
        events.push(`made ${index}`);
        yield batchOf(columns, [[index], [index]]);
      }
    } finally {
      events.push("freed");
    }
  }
  const outlet: Outlet = {
    write: () => void events.push("sent"),
    flush: () => undefined,
    isCongested: false,
    drained: async () => undefined,
    end: () => undefined,
  };
  const encoder = createRowEncoder(columns, ["text"], defaultEncodingSettings);
  const destination = {
    encoder,
    budget: new ResultBudget(0),
    outlet,
    activity: new Activity(systemClock),
    signal: new AbortController().signal,
  };
  return { cursor: new RowCursor(batches()), destination, events };
}

describe("a row cursor", () => {
  it("has the next batch made before it sends the present one", async () => {
    const { cursor, destination, events } = stage(2);
    expect(await cursor.send(destination, Number.POSITIVE_INFINITY)).toEqual({ rowCount: 4, isAtEnd: true });
    expect(events).toEqual(["made 0", "made 1", "sent", "freed", "sent"]);
  });

  it("pulls one batch ahead of its limit, and no more", async () => {
    const { cursor, destination, events } = stage(3);
    expect(await cursor.send(destination, 1)).toEqual({ rowCount: 1, isAtEnd: false });
    expect(await cursor.send(destination, 1)).toEqual({ rowCount: 1, isAtEnd: false });
    expect(events).toEqual(["made 0", "made 1", "sent", "sent"]);
    expect(await cursor.send(destination, 1)).toEqual({ rowCount: 1, isAtEnd: false });
    expect(events).toEqual(["made 0", "made 1", "sent", "sent", "made 2", "sent"]);
  });

  it("frees what is left when it is closed", async () => {
    const { cursor, destination, events } = stage(3);
    await cursor.send(destination, 1);
    await cursor.close();
    expect(events.at(-1)).toBe("freed");
  });

  it("reads to the end also where nothing is sent", async () => {
    const { cursor, destination, events } = stage(2);
    expect(await cursor.send({ ...destination, encoder: undefined }, Number.POSITIVE_INFINITY)).toMatchObject({
      isAtEnd: true,
    });
    expect(events).toEqual(["made 0", "made 1", "freed"]);
  });

  it("tells ahead what comes next, in the slices in which it is then taken", async () => {
    const { cursor, destination } = stage(3);
    await cursor.send(destination, 1);
    const ahead = cursor.ahead(2);
    expect(ahead.map(({ rowCount }) => rowCount)).toEqual([1, 1]);
    const taken: Batch[] = [];
    for await (const batch of cursor.take(2)) taken.push(batch);
    expect(taken.map((batch, index) => batch === ahead[index])).toEqual([true, true]);
    expect(await cursor.send(destination, Number.POSITIVE_INFINITY)).toEqual({ rowCount: 3, isAtEnd: true });
  });

  it("waits for nothing when it looks ahead, and loses nothing", async () => {
    const { cursor, destination, events } = stage(4);
    expect(cursor.ahead(8)).toEqual([]);
    expect(events).toEqual([]);
    await cursor.send(destination, 3);
    expect(cursor.ahead(8).map(({ rowCount }) => rowCount)).toEqual([1, 2]);
    expect(await cursor.send(destination, Number.POSITIVE_INFINITY)).toEqual({ rowCount: 5, isAtEnd: true });
  });
});
