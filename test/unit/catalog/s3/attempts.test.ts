import { describe, expect, it } from "vitest";
import { withRetries } from "../../../../src/catalog/store/s3/attempts.js";
import { S3Failure } from "../../../../src/catalog/store/s3/failures.js";
import { ordinaryPatience, pauseMs } from "../../../../src/catalog/store/s3/patience.js";

const patience = { ...ordinaryPatience, attemptsMax: 4, backoffMsMin: 1, backoffMsMax: 4, requestMsMax: 200 };
const options = { patience, signals: [], random: Math.random };
const forever = (): Promise<never> => new Promise(() => undefined);

describe("the attempts at a request", () => {
  it("end with the first that succeeds", async () => {
    const numbers: number[] = [];
    const outcome = await withRetries(options, async ({ number }) => {
      numbers.push(number);
      if (number < 3) throw new S3Failure("throttled");
      return "done";
    });
    expect(outcome).toBe("done");
    expect(numbers).toEqual([1, 2, 3]);
  });

  it("are so many, and tell the last failure", async () => {
    let count = 0;
    const work = async () => {
      count += 1;
      throw new S3Failure("serverFault", `number ${count}`);
    };
    await expect(withRetries(options, work)).rejects.toThrow("the server failed (number 4)");
  });

  it.each([new S3Failure("denied"), new S3Failure("changed"), new TypeError("a fault of ours")])(
    "are over after %s",
    async (failure) => {
      let count = 0;
      const work = async () => {
        count += 1;
        throw failure;
      };
      await expect(withRetries(options, work)).rejects.toBe(failure);
      expect(count).toBe(1);
    },
  );

  it("are over when time is up, also for work that does not listen", async () => {
    const startedAt = performance.now();
    await expect(withRetries(options, forever)).rejects.toMatchObject({ kind: "stalled" });
    expect(performance.now() - startedAt).toBeLessThan(400);
  });

  it("tell what went wrong before time was up", async () => {
    const work = ({ number }: { readonly number: number }) =>
      number === 1 ? Promise.reject(new S3Failure("throttled")) : forever();
    await expect(withRetries(options, work)).rejects.toMatchObject({ kind: "throttled" });
  });

  it("have more time for more bytes", async () => {
    const work = withRetries({ ...options, patience: { ...patience, bytesPerMsMin: 1 } }, (attempt) => {
      attempt.expectBytes(1_000);
      return new Promise((resolve) => setTimeout(() => resolve("done"), 400));
    });
    expect(await work).toBe("done");
  });

  it.each(["before", "within", "between"])(
    "are over when their caller says so %s them, with its reason",
    async (when) => {
      const caller = new AbortController();
      const reason = new Error("enough");
      if (when === "before") caller.abort(reason);
      else setTimeout(() => caller.abort(reason), 20);
      const slow = { ...patience, backoffMsMin: 10_000, backoffMsMax: 10_000, requestMsMax: 20_000 };
      const work = when === "between" ? () => Promise.reject(new S3Failure("throttled")) : forever;
      const outcome = withRetries({ patience: slow, signals: [caller.signal], random: () => 0.9 }, work);
      await expect(outcome).rejects.toBe(reason);
    },
  );

  it("pause for anything up to a bound that doubles, to a last one", () => {
    const bounds = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((failed) => pauseMs(ordinaryPatience, failed, () => 1));
    expect(bounds).toEqual([50, 100, 200, 400, 800, 1_600, 3_000, 3_000, 3_000]);
    expect(pauseMs(ordinaryPatience, 5, () => 0.25)).toBe(200);
  });
});
