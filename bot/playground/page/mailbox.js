// The messages known so far, by conversation, and what the stream says of them.
import { readMessages } from "./api.js";
import { tell } from "./world.js";

const boxes = new Map(); // channel -> Map of ts -> message

export const forget = () => boxes.clear();

export async function load(channel) {
  const answer = await readMessages(channel);
  if (answer.error) return answer;
  boxes.set(channel, new Map(answer.messages.map((message) => [message.ts, message])));
  tell("messages", channel);
  return answer;
}

export function receive({ type, channel, message }) {
  const box = boxes.get(channel);
  if (box) {
    if (type === "message_deleted") box.delete(message.ts);
    else box.set(message.ts, message);
    countReplies(box, message.thread_ts);
  }
  tell("messages", channel);
}

function countReplies(box, root) {
  const head = box.get(root);
  if (head) box.set(root, { ...head, reply_count: thread(box, root).length - 1 });
}

const inOrder = (messages) => messages.sort((a, b) => Number(a.ts) - Number(b.ts));
const thread = (box, root) => [...box.values()].filter((message) => message.ts === root || (message.thread_ts === root && !message.ephemeral));

export function topLevel(channel) {
  return inOrder([...(boxes.get(channel)?.values() || [])].filter((message) => !message.thread_ts || message.thread_ts === message.ts));
}

export function threadOf(channel, root) {
  return inOrder([...(boxes.get(channel)?.values() || [])].filter((message) => message.ts === root || message.thread_ts === root));
}
