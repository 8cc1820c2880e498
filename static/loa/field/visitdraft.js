// A visit that is being made: its answers lie on the phone with each touch, until they become a record.
import { asked, judge } from "./checklist.js";
import { KIND, SCHEMA } from "./inspection.js";
import * as outbox from "./outbox.js";
import * as photos from "./photos.js";
import * as store from "./store.js";
import * as tabs from "./tabs.js";
import { INSPECTIONS } from "./drives.js";

const PREFIX = "inspection|";
const STORES = [...outbox.STORES, "drafts", "photos"];

export const keyOf = (sender, pk) => `${PREFIX}${sender}|${pk}`;

// Those of one member, whatever the server lists today: what was begun is never out of reach.
export async function all(sender) {
  const drafts = await store.read(["drafts"], (find) => find("drafts").getAll());
  return drafts.filter(({ key }) => key.startsWith(`${PREFIX}${sender}|`));
}

function begun(key, visit, version, reference) {
  return {
    key, visit,
    sender: reference.sender_key,
    senderName: reference.sender,
    number: store.newNumber(),
    version: version.id,
    checklist: version.name,
    items: version.items,
    severities: reference.severities,
    answers: { ...visit.answers },
    note: visit.note,
    notes: {},
    photos: {},
    others: [],
    stamp: null,
  };
}

export class VisitDraft {
  constructor(state, change) {
    this.state = state;
    this.onChange = change;
    this.pending = 0;
    this.isAhead = false; // of the database, which had no room
  }

  get key() { return this.state.key; }

  // Codes of items with a photo: taken here, or kept at the desk before.
  get pictured() { return new Set([...Object.keys(this.state.photos), ...this.state.visit.photos]); }

  // Shown at once and kept right after; of two tabs each adds to what the other said. Where the phone
  // is full it goes on in memory, and finishing will say so.
  async change(step) {
    step(this.state);
    this.onChange();
    this.pending += 1;
    try {
      const next = await store.jot(["drafts"], (find) => this.keep(find("drafts"), step));
      this.isAhead = false;
      if (next && this.pending === 1) this.state = next;
      tabs.tell(this.key);
    } catch (error) {
      if (!(error instanceof store.StorageFull)) throw error;
      this.isAhead = true;
    } finally {
      this.pending -= 1;
    }
  }

  async keep(drafts, step) {
    const kept = await drafts.get(this.key);
    if (!kept) return null; // another tab made the record, or threw it away
    step(kept);
    const next = this.isAhead ? structuredClone(this.state) : kept;
    await drafts.put(next);
    return next;
  }

  // Whether it is still there.
  async load() {
    if (this.isAhead) return true;
    const kept = await store.read(["drafts"], (find) => find("drafts").get(this.key));
    if (kept) this.state = kept;
    return Boolean(kept);
  }

  async attach(code, file) {
    const photo = await photos.made(INSPECTIONS, file);
    await store.write(["photos", "drafts"], async (find) => {
      const kept = (await find("drafts").get(this.key)) || this.state;
      if (kept.photos[code]) await find("photos").delete(kept.photos[code].number);
      kept.photos[code] = { number: photo.number, sha256: photo.sha256 };
      await find("photos").put(photo);
      await find("drafts").put(kept);
      this.state = kept;
    });
    tabs.tell(this.key);
    this.onChange();
  }

  async detach(code) {
    await store.write(["photos", "drafts"], async (find) => {
      const kept = (await find("drafts").get(this.key)) || this.state;
      if (kept.photos[code]) await find("photos").delete(kept.photos[code].number);
      delete kept.photos[code];
      await find("drafts").put(kept);
      this.state = kept;
    });
    tabs.tell(this.key);
    this.onChange();
  }

  // Moves the answers into the outbox, in one step: two tabs that finish make one record. What was
  // said to items that are not asked any more stays behind.
  async finish() {
    const record = await store.write(STORES, async (find) => {
      const inBase = await find("drafts").get(this.key);
      if (!inBase) return null;
      const kept = this.isAhead ? this.state : inBase;
      const made = await outbox.add(find, recordOf(kept));
      for (const [code, { number }] of Object.entries(kept.photos)) {
        const photo = await find("photos").get(number);
        if (photo && made.payload.photos?.[code]) await find("photos").put({ ...photo, state: "waiting", record: made.number });
        else if (photo) await find("photos").delete(number);
      }
      await find("drafts").delete(this.key);
      return made;
    });
    tabs.tell(this.key);
    tabs.tell("records");
    return record;
  }

  async discard() {
    await store.write(["drafts", "photos"], async (find) => {
      const kept = await find("drafts").get(this.key);
      for (const { number } of Object.values(kept?.photos || {})) await find("photos").delete(number);
      await find("drafts").delete(this.key);
    });
    tabs.tell(this.key);
  }
}

function chosen(said, codes) {
  return Object.fromEntries(Object.entries(said).filter(([code, value]) => codes.has(code) && value !== ""));
}

export function payloadOf(state) {
  const shown = asked(state.items, state.answers);
  const codes = new Set(shown.map(({ code }) => code));
  const plain = new Set(shown.filter(({ kind }) => kind !== "PHOTO").map(({ code }) => code));
  const pictures = Object.fromEntries(Object.entries(state.photos).map(([code, { sha256 }]) => [code, sha256]));
  const more = {
    note: state.note.trim(),
    notes: chosen(state.notes, codes),
    photos: chosen(pictures, codes),
    others: state.others.filter(({ text }) => text.trim())
      .map(({ text, severity, remedy_days: days }) => ({ text: text.trim(), severity, remedy_days: days })),
    stamp: state.stamp,
  };
  const payload = { inspection: state.visit.id, version: state.version, answers: chosen(state.answers, plain) };
  for (const [name, value] of Object.entries(more)) if (value && (name === "stamp" || Object.keys(value).length)) payload[name] = value;
  return payload;
}

function recordOf(state) {
  const { capturedAt, mark, wasOffline, ...draft } = state;
  const payload = payloadOf(state);
  const findings = judge(state.items, state.answers).wanting.length + (payload.others?.length || 0);
  return {
    number: state.number,
    kind: KIND,
    schema: SCHEMA,
    payload,
    drive: INSPECTIONS,
    sender: state.sender,
    senderName: state.senderName,
    about: { name: state.visit.name, checklist: state.checklist, findings },
    draft,
    capturedAt, mark, wasOffline,
  };
}

// The draft of a visit, begun where there is none.
export async function begin(visit, version, reference, change) {
  const key = keyOf(reference.sender_key, visit.id);
  const state = await store.write(["drafts"], async (find) => {
    const kept = (await find("drafts").get(key)) || begun(key, visit, version, reference);
    await find("drafts").put(kept);
    return kept;
  });
  return new VisitDraft(state, change);
}

// Takes a record that no server has back out of the outbox, to be changed: under a new number, of the
// moment when it was first made. Gives the key of the draft.
export function reopen(number) {
  return store.write(STORES, async (find) => {
    const record = await find("records").get(number);
    const isUnsent = record && (record.state === "refused" || (record.state === "waiting" && !record.frozen));
    if (!isUnsent) throw new outbox.AlreadySent();
    const { capturedAt, mark, wasOffline, draft } = record;
    if (!(await find("drafts").get(draft.key))) {
      await find("drafts").put({ ...draft, number: store.newNumber(), capturedAt, mark, wasOffline });
    }
    for (const photo of await find("photos").getAll()) {
      if (photo.record === number) await find("photos").put({ ...photo, state: "draft", record: null });
    }
    await find("records").delete(number);
    return draft.key;
  });
}
