// The time, and a way to be called back later: handed in, so that tests need not wait.

export interface Clock {
  now(): Date;
  after(delayMs: number, action: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

/** What one timer of Node can wait for; a longer delay would fire at once. */
const delayMsMax = 2_147_483_647;

export const systemClock: Clock = {
  now: () => new Date(),
  after(delayMs, action) {
    const timer = setTimeout(action, Math.min(delayMs, delayMsMax));
    return { cancel: () => clearTimeout(timer) };
  },
};
