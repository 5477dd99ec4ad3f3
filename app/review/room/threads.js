// What was said, by frame. Only what is seen is laid out: the style leaves out
// every thread that is not near the screen.
const threads = {
  chosen: "",
  filter: "all",
  nodes: new Map(),

  build() {
    this.list = make("div", "list", { role: "list", "aria-label": t("Comments") });
    this.head = make("h2", "", {});
    this.shows = make("select", "btn g", { "aria-label": t("Show") });
    for (const [value, words] of [["all", t("All")], ["open", t("Open")], ["mine", t("Mine")]]) this.shows.append(make("option", "", { value }, words));
    this.shows.addEventListener("change", () => {
      this.filter = this.shows.value;
      this.fill();
    });
    this.pick = make("span", "pick", {}, this.shows, icon("down"));
    this.list.addEventListener("click", (e) => this.clicked(e));
    said.hears.push(() => this.fill());
    this.fill();
    return [make("header", "th", {}, this.head, make("i", "sp"), this.pick), this.list];
  },

  wanted() {
    const all = said.threads();
    if (this.filter === "open") return all.filter((c) => !c.resolved);
    if (this.filter === "mine") return all.filter((c) => c.mine || c.replies.some((r) => r.mine));
    return all;
  },

  fill() {
    const list = this.wanted(), had = this.nodes, now = new Map();
    for (const c of list) {
      const key = JSON.stringify([c.name, c.text, c.resolved, c.sent, c.frame, c.out, c.replies.map((r) => [r.id, r.name, r.text, r.sent])]);
      const was = had.get(c.id);
      const node = was && was.key === key ? was : Object.assign(this.thread(c), { key });
      node.classList.toggle("on", c.id === this.chosen);
      now.set(c.id, node);
    }
    this.nodes = now;
    this.list.replaceChildren(...now.values());
    this.pick.hidden = said.threads().length === 0;
    this.head.replaceChildren(t("Comments"), " ", make("b", "n", {}, number.format(list.length)));
    if (!list.length) this.list.append(this.none());
  },

  none() {
    const text = this.filter !== "all" ? t("Nothing here.") : data.rights.comment ? t("Nothing was said yet. Pause where something strikes you, and write.") : t("Nothing was said yet.");
    return make("p", "empty", { role: "listitem" }, text);
  },

  thread(c) {
    const a = make("article", "thread" + (c.resolved ? " done" : ""), { role: "listitem", "data-id": c.id });
    const at = make("button", "tc n", { type: "button", "data-act": "go", "aria-label": t("Show {at}", { at: span(c) }) });
    if (c.out > c.frame) at.append(icon("range"));
    if (c.drawing && c.drawing.length) at.append(icon("pen"));
    at.append(make("span", "", {}, span(c)));
    a.append(this.line(c, at), this.body(c), ...c.replies.map((r) => make("div", "rp", { "data-reply": r.id }, this.line(r), this.body(r))));
    if (data.rights.comment) a.append(make("div", "acts", this.open(c) ? { "data-own": c.id } : {}, this.act("reply", "reply", t("Reply")), ...(this.open(c) ? this.changes() : [])));
    return a;
  },

  line(c, ...more) {
    const h = make("header", "", {}, face(c), make("b", "", { dir: "auto" }, c.name || t("Somebody")));
    if (c.guest && !c.mine) h.append(make("span", "mark", {}, t("guest")));
    h.append(make("time", "dim", { datetime: c.at, title: whenLong(c.at) }, when(c.at)), make("i", "sp"), ...more);
    return h;
  },

  body(c) {
    const b = make("div", "said", {});
    if (c.text || c.deleted) b.append(make("p", c.deleted ? "dim" : "", { dir: "auto" }, c.deleted ? t("This comment was deleted.") : c.text));
    if (c.resolved) b.append(make("p", "ok", {}, icon("check"), t("Resolved by {name}", { name: c.resolved })));
    if (this.open(c) && c.reply) b.append(make("div", "own", { "data-own": c.id }, ...this.changes()));
    return b;
  },

  // What was not sent yet may be changed.
  open: (c) => c.mine && !c.sent && !way.live,
  changes() {
    return [this.act("edit", "pen", t("Edit")), this.act("remove", "bin", t("Delete")), make("span", "dim", {}, t("Not sent yet"))];
  },

  act(name, picture, words) {
    const b = make("button", "btn g sm", { type: "button", "data-act": name });
    b.append(icon(picture), make("span", "", {}, words));
    return b;
  },

  clicked(e) {
    const a = e.target.closest("article");
    if (!a) return;
    const act = e.target.closest("[data-act]")?.dataset.act, own = e.target.closest("[data-own]")?.dataset.own;
    if (act === "reply") return compose.reply(a.dataset.id);
    if (act === "edit") return compose.edit(own);
    if (act === "remove") return this.remove(own);
    if (!act && String(getSelection())) return;
    this.choose(a.dataset.id, true);
  },

  remove(id) {
    said.remove(id);
    tell(t("Deleted."));
    this.list.querySelector(".tc")?.focus({ preventScroll: true });
  },

  // choose shows a comment: the film goes to its frame, its drawing lies on it.
  choose(id, go) {
    const c = said.threads().find((x) => x.id === id);
    if (!c) return;
    this.nodes.get(this.chosen)?.classList.remove("on");
    this.chosen = id;
    const node = this.nodes.get(id);
    node?.classList.add("on");
    node?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
    timeline.mark();
    if (!go) return;
    if (player.playing) player.video.pause();
    player.go(c.frame);
    tell(c.name + ", " + span(c) + ": " + c.text);
  },

  // next is the comment after the one that is chosen, or after the frame.
  next(by) {
    const list = this.wanted();
    if (!list.length) return;
    let i = list.findIndex((c) => c.id === this.chosen);
    if (i >= 0 && list[i].frame === player.frame) i += by;
    else {
      i = list.findIndex((c) => c.frame > player.frame);
      if (by < 0) i = (i < 0 ? list.length : i) - 1 - (i > 0 && list[i - 1].frame === player.frame ? 1 : 0);
      else if (i < 0) i = list.length;
    }
    if (i >= 0 && i < list.length) this.choose(list[i].id, true);
    else tell(by > 0 ? t("That was the last comment.") : t("That was the first comment."));
  },
};
