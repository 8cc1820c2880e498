// The counters as they stand, kept on the phone with each tap: a restart in the middle loses nothing.
import * as store from "./store.js";
import * as support from "./support.js";
import * as tabs from "./tabs.js";

export const MAX_COUNT = 9_999;
const KEPT_STEPS = 60;

const empty = (key, form, extras = {}) => ({ key, form, counts: {}, history: [], extras, corrects: null });

// One draft for each drive and form, and one for a correction, which disturbs no other.
export class Draft {
  // `kept` is what lies in the database, where that was looked up already.
  constructor(key, form, change, kept = null) {
    this.state = kept || empty(key, form);
    this.onChange = change;
    this.pending = 0;
    this.isAhead = false; // of the database, which had no room
  }

  get key() { return this.state.key; }
  get form() { return this.state.form; }
  get counts() { return this.state.counts; }
  get extras() { return this.state.extras; }
  get corrects() { return this.state.corrects; }
  get isEmpty() { return !Object.keys(this.counts).length; }

  value(name) { return this.counts[name] || 0; }

  async load() {
    const kept = await store.read(["drafts"], (find) => find("drafts").get(this.key));
    if (kept) this.state = kept;
    this.onChange();
  }

  // Shown at once and kept right after; of two tabs each adds to what the other counted. Where the
  // phone is full the counting goes on in memory, and saving will say so.
  async change(step) {
    step(this.state);
    this.onChange();
    this.pending += 1;
    let next = null;
    try {
      next = await store.jot(["drafts"], (find) => this.keep(find("drafts"), step));
      this.isAhead = false;
      tabs.tell(this.key);
    } catch (error) {
      if (!(error instanceof store.StorageFull)) throw error;
      this.isAhead = true;
    } finally {
      this.pending -= 1;
    }
    if (!next || this.pending) return;
    this.state = next;
    this.onChange();
  }

  async keep(drafts, step) {
    const kept = (await drafts.get(this.key)) || empty(this.key, this.form);
    step(kept);
    const next = this.isAhead ? structuredClone(this.state) : kept;
    await drafts.put(next);
    return next;
  }

  add(name) {
    return this.change((state) => place(state, name, Math.min((state.counts[name] || 0) + 1, MAX_COUNT)));
  }

  set(name, value) {
    return this.change((state) => place(state, name, Math.min(Math.max(value, 0), MAX_COUNT)));
  }

  undo() {
    return this.change((state) => {
      const last = state.history.pop();
      if (last) state.counts = last;
    });
  }

  setExtra(name, value) {
    return this.change((state) => {
      if (value) state.extras[name] = value;
      else delete state.extras[name];
    });
  }

  // Moves what was counted into the outbox, in one step: two tabs that save make one record.
  async save(makeRecord) {
    const outbox = await import("./outbox.js"); // not needed to count, hence not before
    const stores = [...outbox.STORES, "drafts", "photos"];
    const saved = await store.write(stores, async (find) => {
      const kept = this.isAhead ? this.state : (await find("drafts").get(this.key)) || this.state;
      if (!Object.keys(kept.counts).length) return null;
      const made = makeRecord(kept);
      const record = kept.corrects ? await outbox.correct(find, kept.corrects, made) : await outbox.add(find, made);
      await handPhotoOver(find, kept, record);
      if (kept.corrects) await find("drafts").delete(this.key);
      else await find("drafts").put(empty(this.key, this.form, lasting(kept.extras)));
      return record;
    });
    this.isAhead = false;
    this.state = empty(this.key, this.form, lasting(this.extras));
    await this.load();
    tabs.tell(this.key);
    return saved;
  }

  async discard() {
    await store.write(["drafts", "photos"], async (find) => {
      const kept = await find("drafts").get(this.key);
      if (kept?.photo) await find("photos").delete(kept.photo);
      await find("drafts").delete(this.key);
    });
    tabs.tell(this.key);
  }
}

// Where one was stays from record to record; what was counted and its photo do not.
function lasting({ setting, hamlet, language }) {
  return Object.fromEntries(Object.entries({ setting, hamlet, language }).filter(([, value]) => value));
}

async function handPhotoOver(find, kept, record) {
  if (!kept.photo) return;
  const photo = await find("photos").get(kept.photo);
  if (photo) await find("photos").put({ ...photo, state: "waiting", record: record.number });
}

// A household with a reason was visited: the visits are never fewer than the reasons.
function place(state, name, value) {
  state.history = [...state.history, { ...state.counts }].slice(-KEPT_STEPS);
  if (value) state.counts[name] = value;
  else delete state.counts[name];
  const visits = support.reasonSum(state.counts);
  if (visits > (state.counts.households || 0)) state.counts.households = visits;
}

// Opens a record for correction; what is being counted stays as it is. A photo stays with the record
// that it was sent with.
export async function correctionOf(record, key) {
  const extras = support.extrasOf(record.payload);
  if (record.frozen) delete extras.photo;
  const draft = {
    ...empty(key, support.formOf(record.payload), extras),
    counts: support.countsOf(record.payload),
    corrects: record.number,
  };
  await store.write(["drafts"], (find) => find("drafts").put(draft));
  return draft;
}
