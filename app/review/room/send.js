// Sending: by hand a file or a text that the guest carries away; behind a server
// the page says how it stands.
const send = {
  build() {
    this.state = make("span", "dim state", { role: "status" });
    this.button = button("p", "send", t("Send answer"), () => this.ask(), "", true);
    const asks = data.rights.comment || data.rights.approve;
    this.button.hidden = way.live || !asks;
    kept.hears.push(() => this.fill());
    said.hears.push(() => this.fill());
    this.fill();
    return [this.state, this.button];
  },

  unsent: () => kept.me.said.filter((c) => !c.sent).length + (kept.me.verdict && !kept.me.sent ? 1 : 0),

  fill() {
    if (way.live) {
      this.state.textContent = way.over || way.trouble || (way.queue.length ? t("Sending …") : way.people.length ? t("Here now: {names}", { names: way.people.map((p) => p.name).join(", ") }) : "");
      return;
    }
    const n = this.unsent(), some = kept.me.said.length || kept.me.verdict;
    this.state.textContent = n ? t("Not sent yet") : some ? t("Sent") : "";
    this.button.disabled = !some;
    this.button.classList.toggle("s", !n);
    this.button.classList.toggle("p", n > 0);
  },

  // ask offers both ways. Once one was taken, what is in it stays as it is.
  ask() {
    named(() => {
      const text = JSON.stringify(answer()), file = (data.film.name.replace(/\.[^.]*$/, "") || "clip") + "." + slug(kept.me.name) + ".review.json";
      const n = kept.me.said.length, v = kept.me.verdict;
      const what = [n ? count(n, "1 comment", "{n} comments") : "", v && v.answer === "approves" ? t("your approval") : v && v.answer === "changes" ? t("your wish for changes") : ""].filter(Boolean);
      const box = make("textarea", "code", { readonly: "", rows: 3, "aria-label": t("The answer as text") });
      box.value = wrapped(text);
      const done = make("p", "ok", { role: "status" });
      const save = button("p", "save", t("Save as a file"), () => {
        carryAway(file, text);
        byHand.sent();
        done.replaceChildren(icon("check"), t("Saved. Send the file {file} to {name}.", { file, name: data.by || t("whoever asked you") }));
      }, "", true);
      const copy = button("s", "copy", t("Copy as text"), async () => {
        if (!(await copied(box))) return done.replaceChildren(t("This browser does not copy. Mark the text and copy it by hand."));
        byHand.sent();
        done.replaceChildren(icon("check"), t("Copied. Paste it into a message to {name}.", { name: data.by || t("whoever asked you") }));
      }, "", true);
      dialog(t("Send your answer"), [make("p", "", {}, t("{what}, from {name}.", { what: what.join(", ") || t("Nothing yet"), name: kept.me.name })), make("p", "dim", {}, t("This page sends nothing by itself. Save the answer or copy it, and send it the way you got this file.")), make("div", "ways", {}, save, copy), box, done], [cancel(t("Close"))], "wide");
      save.focus();
    });
  },
};

const slug = (name) => name.normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 30).toLowerCase() || "guest";

async function copied(box) {
  try {
    await navigator.clipboard.writeText(box.value);
    return true;
  } catch {
    box.focus();
    box.select();
    return document.execCommand("copy");
  }
}
