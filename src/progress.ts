// Tells people how far a long step is: a bar on a terminal, plain lines elsewhere, nothing for what is over in a second.
import type { OutputStream } from "./io.js";

/** Time, handed in so that tests need not wait. */
export interface Clock {
  now(): number;
  /** Calls again and again until the returned function is called. */
  every(intervalMs: number, call: () => void): () => void;
}

/** One long step. */
export interface ProgressTask {
  advance(by?: number): void;
  end(): void;
}

interface RunningTask {
  readonly label: string;
  /** How many advances there will be; unknown where undefined. */
  readonly total: number | undefined;
  readonly startedAtMs: number;
  done: number;
  isAnnounced: boolean;
}

const quietMsMax = 1_000;
const redrawMs = 200;
const barCells = 24;
const eraseLine = "\r\x1b[K";

/**
 * Weakness: whatever else writes to the same terminal (logs on standard error) lands on the bar's line; the next drawing
 * goes on below. Use `line` for text on the same stream.
 */
export class Progress {
  readonly #stream: OutputStream;
  readonly #clock: Clock;
  /** The newest is the one that is drawn. */
  #tasks: readonly RunningTask[] = [];
  #stopTicking: (() => void) | undefined;
  #isBarShown = false;

  constructor(stream: OutputStream, clock: Clock = systemClock) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** Starts a step. Steps may overlap. */
  begin(label: string, total?: number): ProgressTask {
    const task: RunningTask = { label, total, startedAtMs: this.#clock.now(), done: 0, isAnnounced: false };
    this.#tasks = [...this.#tasks, task];
    this.#stopTicking ??= this.#clock.every(redrawMs, () => this.#tick());
    return {
      advance: (by = 1) => {
        task.done += by;
      },
      end: () => this.#end(task),
    };
  }

  /** Writes a line of its own, above the bar if there is one. */
  line(text: string): void {
    this.#hideBar();
    this.#stream.write(`${text}\n`);
  }

  #tick(): void {
    const slow = this.#tasks.filter((task) => this.#elapsedMs(task) >= quietMsMax);
    if (this.#stream.isTTY === true) {
      const newest = slow.at(-1);
      if (newest !== undefined) this.#draw(newest);
      return;
    }
    for (const task of slow) {
      if (!task.isAnnounced) this.line(`${task.label} ...`);
      task.isAnnounced = true;
    }
  }

  #end(task: RunningTask): void {
    if (!this.#tasks.includes(task)) return;
    this.#tasks = this.#tasks.filter((other) => other !== task);
    this.#hideBar();
    if (this.#elapsedMs(task) >= quietMsMax) {
      this.line(`${task.label}: done in ${(this.#elapsedMs(task) / 1_000).toFixed(1)} s`);
    }
    if (this.#tasks.length > 0) return;
    this.#stopTicking?.();
    this.#stopTicking = undefined;
  }

  #draw(task: RunningTask): void {
    const seconds = `${(this.#elapsedMs(task) / 1_000).toFixed(0)} s`;
    const text = `${bar(task)}${task.label}, ${seconds}`;
    // A text as wide as the terminal would wrap, and no erasing brings the upper line back.
    this.#stream.write(`${eraseLine}${text.slice(0, (this.#stream.columns ?? 80) - 1)}`);
    this.#isBarShown = true;
  }

  #hideBar(): void {
    if (this.#isBarShown) this.#stream.write(eraseLine);
    this.#isBarShown = false;
  }

  #elapsedMs(task: RunningTask): number {
    return this.#clock.now() - task.startedAtMs;
  }
}

function bar({ done, total }: RunningTask): string {
  if (total === undefined || total <= 0) return "";
  const part = Math.min(1, done / total);
  const percent = `${Math.floor(part * 100)}%`.padStart(4);
  return `[${"#".repeat(Math.floor(part * barCells)).padEnd(barCells)}]${percent} `;
}

const systemClock: Clock = {
  now: () => performance.now(),
  every: (intervalMs, call) => {
    // Drawing is no reason to stay alive.
    const timer = setInterval(call, intervalMs).unref();
    return () => clearInterval(timer);
  },
};
