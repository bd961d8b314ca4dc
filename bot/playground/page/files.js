// file_input: files are uploaded as soon as they are chosen; the form carries what the server answered.
import { upload } from "./api.js";
import { fill, h, icon } from "./dom.js";
import { went } from "./notices.js";
import { t } from "./words.js";

const MOST_BYTES = 10 * 1024 * 1024; // Slack: file_input, 10 MB a file

export function fileInput(element, field) {
  const most = element.max_files ?? 10;
  const list = h("ul", { class: "files" });
  const picker = h("input", { type: "file", multiple: most > 1, accept: (element.filetypes || []).map((type) => `.${type}`).join(",") || null, ...field.attributes });
  const status = h("small", { role: "status" }, t("fileLimit", most));

  const draw = () => {
    fill(list, field.state().files.map((file) => h("li", {}, icon("file"), h("span", {}, file.name),
      h("button", { type: "button", class: "quiet", "aria-label": t("remove", file.name), onclick: () => keep(field.state().files.filter((one) => one.id !== file.id)) }, "×"))));
  };
  const keep = (files) => {
    field.put(files);
    draw();
  };
  const refusal = (file) => {
    const types = element.filetypes;
    if (file.size > MOST_BYTES) return t("fileTooBig", file.name);
    if (types?.length && !types.includes(file.name.split(".").at(-1).toLowerCase())) return t("fileType", file.name, types.join(", "));
    return null;
  };
  picker.addEventListener("change", async () => {
    for (const file of [...picker.files].slice(0, most - field.state().files.length)) {
      const why = refusal(file);
      status.textContent = why || t("uploading");
      if (why) continue;
      const answer = await upload(file);
      if (went(answer, file.name)) keep([...field.state().files, answer]);
      status.textContent = t("fileLimit", most);
    }
    picker.value = "";
  });
  draw();
  return h("div", { class: "file-input" }, picker, status, list);
}
