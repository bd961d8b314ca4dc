// Talks to the playground's server: one function for each thing a person can do.
import { world } from "./world.js";

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    return { error: "no_connection" };
  }
  const text = await response.text();
  try {
    const answer = JSON.parse(text);
    return response.ok || answer.error || answer.errors ? answer : { error: `HTTP ${response.status}` };
  } catch {
    return { error: `HTTP ${response.status}: ${text.slice(0, 200)}` };
  }
}

const me = () => world.me?.id ?? "";
const get = (path, query = {}) => call(`playground/${path}?${new URLSearchParams({ user: me(), ...query })}`);

function post(path, body) {
  return call(`playground/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user: me(), ...body }),
  });
}

export const readState = (user) => get("state", user ? { user } : {});
export const readMessages = (channel) => get("messages", { channel });
export const readTraffic = () => get("traffic");
export const say = (channel, text, thread) => post("say", { channel, text, ...(thread ? { thread_ts: thread } : {}) });
export const runShortcut = (callback_id, at = {}) => post("shortcut", { callback_id, ...at });
export const act = (source, action, state) => post("action", { source, action, state });
export const askOptions = (source, block_id, action_id, value, state) => post("options", { source, block_id, action_id, value, state });
export const submit = (view_id, state) => post("submit", { view_id, state });
export const closeView = (view_id, clear) => post("close", { view_id, clear });
export const openTab = (tab) => post("home", { tab });
export const markRead = (channel) => post("read", { channel });
export const moveClock = (seconds) => post("clock", { seconds });
export const moveClockToNext = () => post("clock", { to: "next" });
export const setFault = (kind, on) => post("fault", { kind, on });

export function upload(file) {
  const body = new FormData();
  body.append("user", me());
  body.append("file", file);
  return call("playground/upload", { method: "POST", body });
}

// Server-Sent Events for one person. `ready` is called whenever the stream opens: what happened before was not heard.
export function listen(user, { event, lost, ready }) {
  const stream = new EventSource(`playground/stream?${new URLSearchParams({ user })}`);
  let broken = false;
  stream.onmessage = (sent) => event(JSON.parse(sent.data));
  stream.onerror = () => {
    if (!broken) lost();
    broken = true;
  };
  stream.onopen = () => {
    ready(broken);
    broken = false;
  };
  return () => stream.close();
}
