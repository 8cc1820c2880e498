// The record of a visit with a checklist, as the outbox knows it. It is made once: what may have
// reached the server is neither corrected nor withdrawn.
import { register } from "./kinds.js";
import { filled } from "./page.js";

export const KIND = "inspection";
export const SCHEMA = 1;

register(KIND, {
  schema: SCHEMA,
  isFinal: true,
  migrate: (payload) => payload,
  summary(payload, _reference, words, { about = {} } = {}) {
    const parts = [
      filled(words.inspect.answered, { count: Object.keys(payload.answers).length }),
      about.findings ? filled(words.inspect.findings, { count: about.findings }) : "",
      payload.note || "",
    ];
    return { title: about.name || words.inspect.title, setting: about.checklist || "", parts: parts.filter(Boolean) };
  },
});
