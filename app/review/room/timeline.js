// The bar under the film: what is tagged, what was said, where the film stands.
const timeline = {
  rows: 1,

  build() {
    this.head = make("i", "ph");
    this.reach = make("i", "reach");
    this.bar = make("div", "bar", { role: "slider", tabindex: "0", "aria-label": t("Position in the film"), "aria-valuemin": 0, "aria-valuemax": frames - 1 });
    this.bar.append(...this.ticks(), ...this.lanes(), this.reach);
    this.dots = make("div", "dots", { role: "group", "aria-label": t("Comments in the film") });
    this.el = make("div", "line", {}, this.bar, this.dots, this.head);
    this.el.style.setProperty("--rows", this.rows);
    this.scrub();
    player.hears.push((f) => this.place(f));
    said.hears.push(() => this.fill());
    new ResizeObserver(() => this.fill()).observe(this.el);
    return make("div", "tl", {}, this.el);
  },

  // lanes are the tags, each under those that are seen with it.
  lanes() {
    const ends = [];
    return data.tags.map((tag) => {
      let row = ends.findIndex((end) => end <= tag.in);
      if (row < 0) row = Math.min(ends.length, 2);
      ends[row] = tag.out;
      const s = make("s", "k" + data.products[tag.product].lane + " row" + row, {}, make("span", "", { dir: "auto" }, tag.name));
      s.style.left = (100 * tag.in) / frames + "%";
      s.style.width = (100 * (tag.out - tag.in)) / frames + "%";
      this.rows = Math.max(this.rows, row + 1);
      return s;
    });
  },

  // ticks tell the time where there is room for it: every second, or every few.
  ticks() {
    const all = seconds(frames), every = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600].find((n) => all / n <= 8) || 1800, out = [];
    for (let s = every; s < all - every / 3; s += every) {
      const tick = make("i", "tick n", {}, Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0"));
      tick.style.left = (100 * s) / all + "%";
      out.push(tick);
    }
    return out;
  },

  scrub() {
    const to = (e) => {
      const r = this.bar.getBoundingClientRect();
      player.go(((e.clientX - r.left) / r.width) * frames - 0.5);
    };
    this.bar.addEventListener("pointerdown", (e) => {
      if (e.button !== 0) return;
      this.bar.setPointerCapture(e.pointerId);
      this.back = player.playing;
      player.video.pause();
      to(e);
    });
    this.bar.addEventListener("pointermove", (e) => this.bar.hasPointerCapture(e.pointerId) && to(e));
    this.bar.addEventListener("lostpointercapture", () => this.back && player.play());
    this.bar.addEventListener("keydown", (e) => {
      const far = { PageUp: num / den, PageDown: -num / den, ArrowUp: 1, ArrowDown: -1 }[e.key];
      if (!far) return;
      e.preventDefault();
      e.stopPropagation();
      player.step(Math.round(far));
    });
  },

  place(f) {
    this.head.style.left = (100 * (f + 0.5)) / frames + "%";
    this.bar.setAttribute("aria-valuenow", f);
    this.bar.setAttribute("aria-valuetext", timecode(f));
    const r = compose.range();
    this.reach.hidden = !r || r.out <= r.frame;
    if (this.reach.hidden) return;
    this.reach.style.left = (100 * r.frame) / frames + "%";
    this.reach.style.width = (100 * (r.out - r.frame)) / frames + "%";
  },

  // fill puts a dot where something was said; those that would touch are one.
  fill() {
    const wide = this.el.clientWidth;
    if (!wide) return;
    const groups = new Map();
    for (const c of said.threads()) {
      const at = Math.round((((c.frame + 0.5) / frames) * wide) / 14);
      groups.has(at) ? groups.get(at).push(c) : groups.set(at, [c]);
    }
    const had = document.activeElement && this.dots.contains(document.activeElement) ? document.activeElement.dataset.id : "";
    this.dots.replaceChildren(...[...groups.values()].map((g) => this.dot(g)));
    if (had) this.dots.querySelector(`[data-id="${CSS.escape(had)}"]`)?.focus({ preventScroll: true });
    this.mark();
  },

  dot(group) {
    const c = group[0], open = group.filter((x) => !x.resolved);
    const what = group.length > 1 ? t("{n} comments from {at}", { n: number.format(group.length), at: timecode(c.frame) }) : t("{name} at {at}", { name: c.name, at: span(c) });
    const d = make("button", "dot l" + (open[0] || c).colour + (open.length ? "" : " done") + (group.length > 1 ? " many" : ""), { type: "button", "aria-label": what, title: what, "data-id": c.id }, group.length > 1 ? String(group.length) : initialOf(c.name));
    d.style.left = clamp((100 * (c.frame + 0.5)) / frames, 0, 100) + "%";
    d.group = group;
    d.addEventListener("click", () => threads.choose((group[(group.findIndex((x) => x.id === threads.chosen) + 1) % group.length] || c).id, true));
    return d;
  },

  mark() {
    for (const d of this.dots.children) d.classList.toggle("on", d.group.some((c) => c.id === threads.chosen));
  },
};
