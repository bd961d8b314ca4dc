// Dates in the person's zone and language; the playground's clock is "now".
import { t } from "./words.js";
import { now, world } from "./world.js";

export const zone = () => world.me?.tz || "UTC";
const locale = () => world.me?.locale || "en-CA";
const show = (when, options) => new Intl.DateTimeFormat(locale(), { timeZone: zone(), ...options }).format(when);

export const clockTime = (when) => show(when, { hour: "numeric", minute: "2-digit" });
export const fullTime = (when) => show(when, { dateStyle: "full", timeStyle: "short" });
export const secondsTime = (when) => new Intl.DateTimeFormat("en-CA", { timeZone: zone(), hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(when);
export const longDate = (when) => show(when, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const shortWhen = (when) => show(when, { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" });
export const dayKey = (when) => new Intl.DateTimeFormat("en-CA", { timeZone: zone(), dateStyle: "short" }).format(when);
export const fromTs = (ts) => new Date(Number(ts) * 1000);

function nearDay(when) {
  const DAY = 86400000;
  const key = dayKey(when);
  if (key === dayKey(now())) return t("today");
  if (key === dayKey(new Date(now().getTime() - DAY))) return t("yesterday");
  if (key === dayKey(new Date(now().getTime() + DAY))) return t("tomorrow");
  return null;
}

export function dayName(when) {
  return nearDay(when) || show(when, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

function ago(when) {
  const seconds = (when.getTime() - now().getTime()) / 1000;
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) || ["second", 1];
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

// Slack's <!date^unix^tokens^link|fallback>: each {token} becomes a piece of the date.
const TOKENS = {
  date_num: (when) => dayKey(when),
  date: (when) => show(when, { dateStyle: "long" }),
  date_short: (when) => show(when, { dateStyle: "medium" }),
  date_long: (when) => show(when, { dateStyle: "full" }),
  time: clockTime,
  time_secs: (when) => show(when, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago,
};
for (const name of ["date", "date_short", "date_long"]) {
  TOKENS[`${name}_pretty`] = (when) => nearDay(when)?.toLocaleLowerCase() || TOKENS[name](when);
}

export function dateTokens(unix, pattern, fallback) {
  const when = new Date(Number(unix) * 1000);
  if (!Number.isFinite(when.getTime())) return fallback || pattern;
  let known = true;
  const text = pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (!TOKENS[token]) known = false;
    return TOKENS[token] ? TOKENS[token](when) : whole;
  });
  return known ? text : fallback || text;
}

// A wall-clock "2026-11-12T09:30" in the person's zone <-> seconds since 1970.
export function wallToUnix(wall) {
  const asUtc = Date.parse(`${wall}:00Z`);
  let guess = asUtc;
  for (let round = 0; round < 2; round += 1) guess = asUtc - (Date.parse(`${unixToWall(guess / 1000)}:00Z`) - guess);
  return Math.floor(guess / 1000);
}

export function unixToWall(unix) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-CA", { timeZone: zone(), year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
      .formatToParts(new Date(unix * 1000)).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}
