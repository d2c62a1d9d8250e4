// Who guesses passwords waits longer and longer.
import { describe, expect, it } from "vitest";
import { limits } from "../../../../src/limits.js";
import { LoginThrottle } from "../../../../src/wire/auth/login-throttle.js";

const [here, there] = ["10.0.0.1", "10.0.0.2"];

/** Fails as often as that, each time waiting as long as it must. */
function failing(throttle: LoginThrottle, times: number, address = here, role = "alice", from = 0): number[] {
  let now = from;
  return Array.from({ length: times }, () => {
    const waited = throttle.enter(address, role, now);
    now += waited;
    throttle.failed(address, role, now);
    return waited;
  });
}

describe("the throttle of logins", () => {
  it("lets the first failures pass, then doubles the wait up to its limit", () => {
    const { loginFailuresFree: free, loginDelayMsMin: min, loginDelayMsMax: max } = limits;
    const waits = failing(new LoginThrottle(), free + 9);
    expect(waits.slice(0, free)).toEqual(Array(free).fill(0));
    expect(waits.slice(free, free + 4)).toEqual([min, 2 * min, 4 * min, 8 * min]);
    expect(waits.at(-1)).toBe(max);
  });

  it("makes tries at once wait one after another", () => {
    const throttle = new LoginThrottle();
    failing(throttle, limits.loginFailuresFree + 10);
    const first = throttle.enter(here, "alice", 500_000);
    const waits = [1, 2, 3].map(() => throttle.enter(here, "alice", 500_000));
    expect(waits.map((wait, index) => wait - first - index * limits.loginDelayMsMax)).toEqual(
      [1, 1, 1].map(() => limits.loginDelayMsMax),
    );
  });

  it("slows neither other roles nor other addresses", () => {
    const throttle = new LoginThrottle();
    failing(throttle, 10);
    expect(throttle.enter(here, "bob", 60_000)).toBe(0);
    expect(throttle.enter(there, "alice", 60_000)).toBe(0);
  });

  it("slows an address that tries one role after another", () => {
    const throttle = new LoginThrottle();
    for (let index = 0; index < limits.loginFailuresFreePerAddress; index++) throttle.failed(here, `role${index}`, 0);
    expect(throttle.enter(here, "fresh", 0)).toBe(limits.loginDelayMsMin);
    expect(throttle.enter(there, "fresh", 0)).toBe(0);
  });

  it("forgets after a success, and after a while", () => {
    const throttle = new LoginThrottle();
    failing(throttle, 5);
    throttle.succeeded(here, "alice");
    expect(throttle.enter(here, "alice", 0)).toBe(0);
    failing(throttle, 5);
    expect(throttle.enter(here, "alice", limits.loginFailureMsMax * 2)).toBe(0);
  });

  it("remembers no more than its limit", () => {
    const throttle = new LoginThrottle();
    failing(throttle, 10, there);
    for (let index = 0; index < limits.loginFailuresKeptMax; index++) throttle.failed(`10.9.${index}.1`, "alice", 1);
    expect(throttle.enter(there, "alice", 1)).toBe(0);
  });
});
