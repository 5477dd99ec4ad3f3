// What the guest thinks of the whole, where that is asked for.
const verdict = {
  build() {
    this.el = make("div", "vd", { role: "group", "aria-label": t("Your verdict") });
    kept.hears.push(() => this.fill());
    this.fill();
    return this.el;
  },

  fill() {
    const v = kept.me.verdict, has = v && v.answer !== "withdrawn";
    const key = JSON.stringify([v, kept.me.name]);
    if (key === this.key) return;
    this.key = key;
    if (!has) {
      this.el.replaceChildren(button("s", "said", t("Ask for changes"), () => this.ask("changes"), "", true), button("p", "check", t("Approve"), () => this.ask("approves"), "", true));
      return;
    }
    const words = v.answer === "approves" ? t("You approve it.") : t("You ask for changes.");
    const text = make("div", "mine", {}, make("b", v.answer === "approves" ? "ok" : "warn", {}, words));
    if (v.note) text.append(make("span", "dim el", { dir: "auto", title: v.note }, v.note));
    this.el.replaceChildren(face({ name: kept.me.name, colour: myColour() }, true), text, button("s", "undo", t("Take back"), () => this.give("withdrawn", ""), "", true));
  },

  ask(what) {
    named(() => {
      const note = make("textarea", "", { rows: 4, maxlength: 5000, dir: "auto" });
      const yes = what === "approves";
      const d = dialog(yes ? t("Approve it as it is?") : t("Ask for changes?"), [make("p", "dim", {}, yes ? t("Your word counts as a guest’s approval of exactly this version.") : t("Say in a sentence what has to change.")), field(t("Note (optional)"), note)], [cancel(), confirm(yes ? t("Approve") : t("Ask for changes"), yes ? "check" : "said")]);
      note.focus();
      d.addEventListener("keydown", (e) => e.key === "Enter" && (e.ctrlKey || e.metaKey) && d.querySelector("form").requestSubmit());
      d.querySelector("form").addEventListener("submit", () => this.give(what, note.value.trim()));
    });
  },

  give(what, note) {
    const n = (kept.me.verdict ? kept.me.verdict.n : 0) + 1;
    kept.me.verdict = { n, answer: what, note, at: new Date().toISOString() };
    kept.me.sent = false;
    kept.save();
    way.say({ verdict: kept.me.verdict });
    tell(what === "approves" ? t("You approve it.") : what === "changes" ? t("You ask for changes.") : t("Your verdict is taken back."));
    requestAnimationFrame(() => this.el.querySelector("button")?.focus({ preventScroll: true }));
  },
};
