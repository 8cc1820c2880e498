// The counters as they stand, kept on the phone so that a restart in the middle loses nothing.
import { newNumber } from "./outbox.js";

const EMPTY = () => ({ number: newNumber(), people: 0, counts: {}, history: [] });

export class Draft {
  constructor(drive) {
    this.key = `loa.field.draft.${drive}`;
    this.load();
  }

  load() {
    try {
      this.state = JSON.parse(localStorage.getItem(this.key)) || EMPTY();
    } catch {
      this.state = EMPTY();
    }
  }

  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.state));
    } catch {
      // Full storage: counting goes on in memory, and saving will say so.
    }
  }

  value(name) {
    return name === "people" ? this.state.people : this.state.counts[name] || 0;
  }

  set(name, value, isUndo = false) {
    if (!isUndo) this.state.history = [...this.state.history, [name, this.value(name)]].slice(-200);
    if (name === "people") this.state.people = value;
    else if (value) this.state.counts[name] = value;
    else delete this.state.counts[name];
    this.keep();
  }

  undo() {
    const last = this.state.history.pop();
    if (last) this.set(last[0], last[1], true);
    return Boolean(last);
  }

  get isEmpty() {
    return !this.state.people && !Object.keys(this.state.counts).length;
  }

  // The most of any one app and outcome: fewer people than that cannot be.
  get leastPeople() {
    const ofApps = Object.entries(this.state.counts).filter(([name]) => !name.startsWith("|"));
    return Math.max(0, ...ofApps.map(([, count]) => count));
  }

  lines() {
    return Object.entries(this.state.counts).map(([name, count]) => {
      const [app, outcome] = name.split("|");
      return { app: app || null, outcome, count };
    });
  }

  clear() {
    this.state = EMPTY();
    this.keep();
  }
}
