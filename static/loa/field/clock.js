// How wrong this phone's clock is, and was when something was recorded.
//
// The server's time comes with every answer. In between only this is known: within one run of the
// app, how far the clock moved beyond the time that really passed, and over a closed app, how far it
// moved at all. Sleep of the phone looks like a clock set forward, so such a move only tells how far
// the clock was set *at most*; a move backward is certain. Once the server is heard again, the offset
// before less the offset after tells how far the clock was set in all, and so which moves were it.
import * as store from "./store.js";

const SLACK_S = 60;
const NOTICED_MS = 5000;
const KEPT_ENTRIES = 400;

// Server minus phone, in seconds, for what was recorded after the entry of the log numbered `mark`,
// at `captured` by the phone's clock of then; both times in milliseconds. It is never after now nor
// before the server was last heard.
export function offsetOf(log, mark, captured, now) {
  const measured = log.filter((entry) => "offset" in entry);
  const before = measured.filter((entry) => entry.place <= mark).at(-1);
  const after = measured.find((entry) => entry.place > mark) || before;
  if (!after) return 0;
  const offset = before ? before.offset - setUntil(mark, log, before, after) : after.offset;
  const latest = now + measured.at(-1).offset * 1000;
  const earliest = before ? before.wall + before.offset * 1000 : -Infinity;
  const real = Math.max(Math.min(captured + offset * 1000, latest), Math.min(earliest, latest));
  return Math.round((real - captured) / 1000);
}

// How far the clock was set between the measurement before and the record.
function setUntil(mark, log, before, after) {
  const moves = log.filter((entry) => "atMost" in entry && entry.place > before.place && entry.place < after.place);
  const sets = moves.filter((move) => move.atMost < -SLACK_S).map((move) => ({ place: move.place, by: move.atMost }));
  const rest = before.offset - after.offset - sets.reduce((sum, set) => sum + set.by, 0);
  if (Math.abs(rest) > SLACK_S) {
    const able = moves.filter((move) => rest <= move.atMost + SLACK_S);
    if (!able.length) return before.offset - after.offset;
    const { place } = able.reduce((best, move) => (move.atMost < best.atMost ? move : best));
    sets.push({ place, by: rest });
  }
  return sets.filter((set) => set.place <= mark).reduce((sum, set) => sum + set.by, 0);
}

const EMPTY = () => ({ log: [], place: 0, lastWall: null });
let base = null;
let seen = 0; // the log's last entry when this tab looked

function append(state, entry) {
  state.place += 1;
  state.log = [...state.log, { place: state.place, ...entry }].slice(-KEPT_ENTRIES);
}

// Notes in `state` whether the clock was moved since it was last looked at. What another tab has
// noted already is not noted again.
function look(state) {
  const now = Date.now();
  if (base === null) {
    if (state.lastWall !== null) append(state, { atMost: (now - state.lastWall) / 1000 });
    base = now - performance.now();
    seen = state.place;
  }
  const moved = now - performance.now() - base;
  if (Math.abs(moved) > NOTICED_MS) {
    const atMost = moved / 1000;
    const isNoted = state.log.some((entry) => entry.place > seen && Math.abs(entry.atMost - atMost) < SLACK_S);
    if (!isNoted) append(state, { atMost });
    base += moved;
  }
  seen = state.place;
  state.lastWall = now;
  return state;
}

// Inside a transaction over "meta": where in the log a record of this moment stands.
export async function mark(meta) {
  const state = look((await meta.get("clock")) || EMPTY());
  await meta.put(state, "clock");
  return state.place;
}

export function tick() {
  return store.jot(["meta"], (name) => mark(name("meta")));
}

// Between asking and hearing; an answer that took long tells little and is passed over.
export function heard(serverTime, asked, answered) {
  const offset = Math.round((Date.parse(serverTime) - (asked + answered) / 2) / 1000);
  if (Number.isNaN(offset) || answered - asked > 30_000 || answered < asked) return Promise.resolve(null);
  return store.jot(["meta"], async (name) => {
    const meta = name("meta");
    const state = look((await meta.get("clock")) || EMPTY());
    append(state, { offset, wall: answered });
    await meta.put(state, "clock");
    return offset;
  });
}

export async function state() {
  return (await store.getMeta("clock")) || EMPTY();
}

// The last that was measured, in seconds; null before the server was ever heard.
export async function present() {
  const { log } = await state();
  return log.filter((entry) => "offset" in entry).at(-1)?.offset ?? null;
}

// Nothing waits any more: what the clock did before matters to nobody.
export async function forget(meta) {
  const kept = (await meta.get("clock")) || EMPTY();
  kept.log = kept.log.filter((entry) => "offset" in entry).slice(-1);
  await meta.put(kept, "clock");
}
