// What is known of one kind of event: how it looks in the journal, and what it does to the state.
import type { z } from "zod";
import type { Draft } from "../draft.js";
import type { EventKind, EventOf } from "../events.js";

export interface EventRule<Kind extends EventKind> {
  readonly schema: z.ZodType<EventOf<Kind>>;
  /** Changes the draft, or throws a PgError when the event cannot happen in this state. The draft is then discarded. */
  readonly apply: (draft: Draft, event: EventOf<Kind>) => void;
}

export type EventRules<Kind extends EventKind> = { readonly [K in Kind]: EventRule<K> };
