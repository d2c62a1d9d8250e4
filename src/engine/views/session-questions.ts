// What an expression asks of the session that reads: what became of it holds for every session that answers alike.
import type { SessionFacts } from "../sql/session-functions.js";

/** `role`, or `setting app.level`. */
type Question = string;

const settingPrefix = "setting ";

/** The same facts; `asked` gathers the questions. */
export function listening(facts: SessionFacts): { readonly facts: SessionFacts; readonly asked: Set<Question> } {
  const asked = new Set<Question>();
  const heard = new Proxy(facts, {
    get(target, name: keyof SessionFacts) {
      if (name === "setting") {
        return (setting: string) => {
          asked.add(settingPrefix + setting);
          return target.setting(setting);
        };
      }
      asked.add(name);
      return target[name];
    },
  });
  return { facts: heard, asked };
}

/** Undefined: nobody will answer so again. */
export function answersOf(facts: SessionFacts, asked: ReadonlySet<Question>): string | undefined {
  const answers = Array.from(asked, (question) =>
    question.startsWith(settingPrefix)
      ? facts.setting(question.slice(settingPrefix.length))
      : facts[question as Exclude<keyof SessionFacts, "setting">],
  );
  return answers.some((answer) => answer instanceof Date) ? undefined : JSON.stringify(answers);
}
