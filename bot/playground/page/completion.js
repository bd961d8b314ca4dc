// What the composer can complete: /commands, the words of a command's usage hint, @people and #channels.
import { nameOf, world } from "./world.js";

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const starts = (text, typed) => folded(text).startsWith(folded(typed));

export const commandIn = (text) => world.app.commands.find((one) => text === one.command || text.startsWith(`${one.command} `));

// The first words a usage hint offers: "[new NAME | show | help]" gives new, show, help.
function hintWords(hint = "") {
  const words = hint.split(/[|,\n]/).map((part) => part.replace(/[[\]()<>`*]/g, " ").trim().split(/\s+/));
  const plain = words.filter(([word]) => /^[\p{Ll}][\p{L}-]*$/u.test(word || ""));
  return [...new Map(plain.map(([word, ...rest]) => [word, { word, rest: rest.join(" ") }])).values()];
}

// text up to the caret -> {from, items: [{insert, label, note}], eager}; eager lists take Enter, others leave it to sending.
export function completions(text) {
  const command = text.match(/^\/\S*$/);
  if (command) {
    const items = world.app.commands.filter((one) => starts(one.command, text)).map((one) => ({ insert: `${one.command} `, label: one.command, note: one.description, hint: one.usage_hint }));
    return { from: 0, items, eager: items.length > 0 && items[0].label !== text };
  }
  const word = text.match(/^(\/\S+\s+)(\S*)$/);
  if (word && commandIn(text)) {
    const items = hintWords(commandIn(text).usage_hint).filter((one) => starts(one.word, word[2]) && one.word !== word[2]).map((one) => ({ insert: `${one.word} `, label: one.word, note: one.rest }));
    return { from: word[1].length, items, eager: false };
  }
  const name = text.match(/(?:^|\s)([@#])(\S*)$/);
  if (!name) return null;
  const [, sign, typed] = name;
  const all = sign === "@" ? world.people.filter((one) => !one.deleted).map((one) => nameOf(one.id)) : world.channels.filter((one) => one.is_member || !one.is_private).map((one) => one.name);
  return { from: text.length - typed.length - 1, items: all.filter((one) => starts(one, typed)).map((one) => ({ insert: `${sign}${one} `, label: `${sign}${one}`, note: "" })), eager: true };
}
