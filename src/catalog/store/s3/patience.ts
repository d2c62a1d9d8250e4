// How often, how long and how soon again a request is tried.
import { limits } from "../../../limits.js";

export interface Patience {
  readonly attemptsMax: number;
  readonly backoffMsMin: number;
  readonly backoffMsMax: number;
  /** All tries together, their pauses and their turns included. */
  readonly requestMsMax: number;
  /** What it may take longer for each byte that is moved. */
  readonly bytesPerMsMin: number;
  /** Silence of a connection. */
  readonly stallMsMax: number;
  readonly connectMsMax: number;
}

export const ordinaryPatience: Patience = {
  attemptsMax: limits.s3AttemptsMax,
  backoffMsMin: limits.s3BackoffMsMin,
  backoffMsMax: limits.s3BackoffMsMax,
  requestMsMax: limits.s3RequestMsMax,
  bytesPerMsMin: limits.s3BytesPerMsMin,
  stallMsMax: limits.s3StallMsMax,
  connectMsMax: limits.s3ConnectMsMax,
};

/** For what is of no use later: an answer about the newest state, for one. */
export function patienceWithin(msMax: number): Partial<Patience> {
  const requestMsMax = Math.max(msMax, limits.s3PromptRequestMsMin);
  return { requestMsMax, stallMsMax: requestMsMax / 2, connectMsMax: requestMsMax / 2 };
}

/**
 * Exponential, with full jitter: anything from nothing to twice the last bound. Many gateways that failed together come back apart.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function pauseMs(patience: Patience, failedAttempts: number, random: () => number): number {
  return random() * Math.min(patience.backoffMsMax, patience.backoffMsMin * 2 ** (failedAttempts - 1));
}
