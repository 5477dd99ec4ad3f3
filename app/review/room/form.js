// Dialogs. Each is made when it is wanted and gives the focus back.
function dialog(title, body, buttons, cls = "") {
  const d = make("dialog", "dlg " + cls, { "aria-labelledby": "dlg-title" });
  const form = make("form", "", { method: "dialog" }, make("h2", "", { id: "dlg-title" }, title), ...body, make("div", "acts", {}, ...buttons));
  const from = document.activeElement;
  d.append(form);
  d.addEventListener("keydown", (e) => e.stopPropagation());
  d.addEventListener("click", (e) => e.target === d && d.close());
  d.addEventListener("close", () => {
    d.remove();
    if (from && from.isConnected) from.focus({ preventScroll: true });
  });
  document.body.append(d);
  d.showModal();
  return d;
}

const cancel = (words = t("Cancel")) => {
  const b = make("button", "btn g", { type: "button" }, words);
  b.addEventListener("click", () => b.closest("dialog").close());
  return b;
};

const confirm = (words, picture) => {
  const b = make("button", "btn p", { type: "submit" });
  if (picture) b.append(icon(picture));
  b.append(make("span", "", {}, words));
  return b;
};

const field = (label, input) => make("label", "field", {}, make("span", "", {}, label), input);

// named asks once what the guest is called, and goes on with it.
function named(then, again = false) {
  if (kept.me.name && !again) return then();
  const name = make("input", "", { type: "text", maxlength: 60, autocomplete: "name", required: "", value: kept.me.name });
  const d = dialog(t("What is your name?"), [make("p", "dim", {}, t("It stands beside what you say.")), field(t("Name"), name)], [cancel(), confirm(t("Continue"))]);
  name.select();
  d.querySelector("form").addEventListener("submit", (e) => {
    const word = name.value.trim().replace(/\s+/g, " ");
    if (!word) {
      e.preventDefault();
      return;
    }
    kept.me.name = word;
    kept.save();
    for (const c of kept.me.said) said.own(c);
    said.changed();
    then();
  });
}

// Keys are told in one place.
function help() {
  const rows = [
    ["Space", t("Play or pause")], ["← →", t("One frame back or on")], ["Shift ← →", t("One second back or on")], ["Home End", t("Beginning and end")], ["< >", t("Slower or faster")],
    ["N P", t("Next or previous comment")], ["C", t("Comment here")], ["I O", t("Comment from here, to here")], ["D", t("Draw")], ["1 2 3 4", t("By hand, arrow, box, text")],
    ["Ctrl Z", t("Take back the last form")], ["Ctrl Enter", t("Send the comment")], ["Esc", t("Leave what is open")],
  ].filter((r) => data.rights.comment || !/^[CIDE1]|Ctrl/.test(r[0]));
  const list = make("dl", "keys", {});
  for (const [keys, what] of rows) list.append(make("dt", "", {}, ...keys.split(" ").map((k) => make("kbd", "", {}, keyName(k)))), make("dd", "", {}, what));
  dialog(t("Keys"), [list], [cancel(t("Close"))], "wide");
}
