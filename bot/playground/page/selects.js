// The ten select menus of Block Kit, each a Combobox fed from its own source.
import { askOptions } from "./api.js";
import { Combobox } from "./combobox.js";
import { plain } from "./mrkdwn.js";
import { slotOf } from "./values.js";
import { t } from "./words.js";
import { nameOf, placeName, world } from "./world.js";

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const matches = (query) => (item) => folded(item.text).includes(folded(query)) || folded(item.description || "").includes(folded(query));

const optionItem = (option) => ({ key: option.value, text: plain(option.text), description: plain(option.description), value: option });
const userItem = (id) => ({ key: id, text: nameOf(id), description: id === world.me.id ? t("you") : "", value: id });
const placeItem = (id) => ({ key: id, text: placeName(id), value: id });

function optionGroups(source) {
  if (source.option_groups) return source.option_groups.map((group) => ({ label: plain(group.label), items: group.options.map(optionItem) }));
  return [{ items: (source.options || []).map(optionItem) }];
}

const people = () => [{ items: world.people.filter((one) => !one.deleted).map((one) => userItem(one.id)) }];
const publicChannels = () => [{ items: world.channels.filter((one) => !one.is_private && !one.is_archived).map((one) => placeItem(one.id)) }];

function conversations(filter = {}) {
  const wanted = filter.include || ["im", "mpim", "private", "public"];
  const channels = world.channels.filter((one) => wanted.includes(one.is_private ? "private" : "public") && !one.is_archived
    && (one.is_member || !one.is_private) && !(filter.exclude_external_shared_channels && one.is_ext_shared));
  const direct = wanted.includes("im") ? world.dms.filter((one) => !(filter.exclude_bot_users && one.is_app)) : [];
  return [
    { label: t("channels"), items: channels.map((one) => placeItem(one.id)) },
    { label: t("dms"), items: direct.map((one) => placeItem(one.id)) }];
}

function sourceOf(element) {
  const kind = element.type.replace(/^multi_/, "");
  if (kind === "static_select") return { item: optionItem, groups: () => optionGroups(element) };
  if (kind === "users_select") return { item: userItem, groups: people };
  if (kind === "channels_select") return { item: placeItem, groups: publicChannels };
  return { item: placeItem, groups: () => conversations(element.filter) };
}

function localFind(groups) {
  return (query) => ({ groups: groups().map((group) => ({ ...group, items: query ? group.items.filter(matches(query)) : group.items })) });
}

function remoteFind(element, field) {
  return async (query) => {
    const answer = await askOptions(field.ctx.source, field.block.block_id, element.action_id, query, field.ctx.state());
    return answer.error ? answer : { groups: optionGroups(answer) };
  };
}

export function select(element, field) {
  const multi = element.type.startsWith("multi_");
  const external = element.type.endsWith("external_select");
  const { item, groups } = external ? { item: optionItem } : sourceOf(element);
  const toItems = (state) => [state[slotOf(element.type)]].flat().filter(Boolean).map(item);
  const toValue = (chosen) => (multi ? chosen.map((one) => one.value) : chosen[0]?.value);
  const box = new Combobox({
    attributes: field.attributes, multi, most: element.max_selected_items,
    placeholder: plain(element.placeholder) || t(multi ? "chooseOptions" : "chooseOption"),
    chosen: toItems(field.state()), clearable: field.optional,
    find: external ? remoteFind(element, field) : localFind(groups),
    minQuery: external ? element.min_query_length ?? 3 : 0, wait: external ? 250 : 0,
    onChange: (chosen) => field.put(toValue(chosen)),
    onDone: async (chosen) => {
      if (!(await field.commit(toValue(chosen)))) box.reset(toItems(field.state()));
    },
  });
  return box.node;
}
