// What the page knows: who I am, where I look, the people and conversations; and who wants to hear of changes.

export const world = {
  me: null, workspace: { name: "", id: "" }, app: { name: "", commands: [], shortcuts: [] },
  people: [], channels: [], dms: [], modals: [], home: null,
  clock: { ahead: 0, movable: false }, faults: {},
  place: { kind: "channel", id: null }, // kind "channel" (id C… or D…) or "home"
  side: null, // null, {kind: "thread", channel, ts} or {kind: "inspector"}
};

const ears = new Map();

export function on(topics, hear) {
  for (const topic of topics.split(" ")) ears.set(topic, [...(ears.get(topic) || []), hear]);
}

export function tell(topic, detail) {
  for (const hear of ears.get(topic) || []) hear(detail);
}

export function takeState(state) {
  const ahead = new Date(state.clock.now).getTime() - Date.now();
  Object.assign(world, state, { clock: { ...state.clock, ahead } });
}

// The playground's present moment: real time plus what the clock was moved by.
export const now = () => new Date(Date.now() + world.clock.ahead);

export const person = (id) => world.people.find((one) => one.id === id);
export const channel = (id) => world.channels.find((one) => one.id === id);
export const dm = (id) => world.dms.find((one) => one.id === id);
export const appDm = () => world.dms.find((one) => one.is_app);

export function nameOf(userId) {
  if (userId === world.app.bot_user_id) return world.app.name;
  const found = person(userId);
  return found ? found.display_name || found.name : userId;
}

// "#town-hall", a person's name, or the app's, for any conversation id.
export function placeName(id) {
  const open = channel(id);
  if (open) return `#${open.name}`;
  const direct = dm(id);
  if (!direct) return id;
  return direct.is_app ? world.app.name : nameOf(direct.user);
}

export const here = () => (world.place.kind === "home" ? appDm()?.id : world.place.id);
