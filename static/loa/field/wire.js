// Talking to the server over a network that may vanish at any moment.
import * as clock from "./clock.js";

const PATIENCE_MS = 45_000;
const GZIP_FROM = 1024;

// Nobody answered, or somebody else did: trying again later will help.
export class NoAnswer extends Error {
  constructor(message, retryAfterS = 0) { super(message); this.retryAfterS = retryAfterS; }
}

// The server knows this phone and says no, or does not know it: trying again will not help.
export class Refused extends Error {
  constructor(status, body) { super(body.message || String(status)); this.status = status; this.body = body; }
}

let canPack = Boolean(globalThis.CompressionStream);
let csrfCookie = "csrftoken";

export function configure(options) {
  csrfCookie = options.csrfCookie;
}

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

// A page of a café's network is no answer of ours: only what is JSON and has our clock is.
async function read(response) {
  if (response.status === 304 || response.status === 204) return {};
  try {
    return await response.json();
  } catch {
    throw new NoAnswer(`${response.status} without JSON`);
  }
}

// Returns { status, body, headers }. Throws NoAnswer or Refused.
export async function ask(url, { method = "GET", headers = {}, body = null } = {}) {
  const asked = Date.now();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const response = await fetch(url, {
      method,
      body,
      headers: method === "GET" ? headers : { "X-CSRFToken": cookie(csrfCookie), ...headers },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: stop.signal,
    });
    const answered = Date.now();
    const said = await read(response);
    const time = response.headers.get("Loa-Server-Time") || said.server_time;
    if (time) await clock.heard(time, asked, answered);
    return judged(response, said);
  } catch (error) {
    if (error instanceof Refused || error instanceof NoAnswer) throw error;
    throw new NoAnswer(error.message);
  } finally {
    clearTimeout(timer);
  }
}

function judged(response, body) {
  const { status, headers } = response;
  if (response.ok || status === 304) return { status, body, headers };
  if (status >= 500 || status === 429 || status === 408) throw new NoAnswer(String(status), Number(headers.get("Retry-After")) || 0);
  throw new Refused(status, body);
}

async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

export async function post(url, text) {
  const headers = { "Content-Type": "application/json" };
  if (!canPack || text.length < GZIP_FROM) return ask(url, { method: "POST", headers, body: text });
  try {
    return await ask(url, { method: "POST", headers: { ...headers, "Content-Encoding": "gzip" }, body: await packed(text) });
  } catch (error) {
    if (!(error instanceof Refused) || ![400, 415].includes(error.status)) throw error;
    canPack = false; // a server, or something before it, that does not unpack
    return ask(url, { method: "POST", headers, body: text });
  }
}
