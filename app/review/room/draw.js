// Drawing on the picture, and what others drew. Points are fractions of the
// picture, so that a drawing lies where it was made on every screen.
const draw = {
  on: false,
  kind: "free",
  colour: 0,
  made: [],
  hears: [],

  build() {
    const { width, height } = data.film;
    this.w = 1000;
    this.h = Math.round((1000 * height) / width) || 1000;
    const box = { viewBox: `0 0 ${this.w} ${this.h}`, preserveAspectRatio: "none" };
    this.shown = drawn("svg", { ...box, class: "ink", "aria-hidden": "true" });
    this.pad = drawn("svg", { ...box, class: "ink pad", tabindex: "0", role: "img", "aria-label": t("Drawing on the picture. Arrow keys move the point, Enter begins and ends a form.") });
    this.cross = drawn("path", { class: "cross" });
    this.pad.setAttribute("hidden", "");
    this.palette = this.tools();
    this.pointer();
    player.hears.push(() => this.others());
    player.turns.push(() => this.others());
    return [this.shown, this.pad];
  },

  tools() {
    const tool = (kind, picture, words, key) => {
      const b = button("i", picture, words, () => this.use(kind), key);
      b.dataset.kind = kind;
      return b;
    };
    this.dye = make("button", "btn i dye", { type: "button" });
    this.dye.append(make("span", "dab"));
    this.dye.addEventListener("click", () => {
      this.colour = (this.ink() % 8) + 1;
      this.mark();
    });
    const p = make("div", "pal", { role: "toolbar", "aria-label": t("Drawing"), hidden: "" }, tool("free", "pen", t("By hand"), "1"), tool("arrow", "arrow", t("Arrow"), "2"), tool("box", "box", t("Box"), "3"), tool("text", "text", t("Text"), "4"), this.dye,
      button("i", "undo", t("Undo"), () => this.undo(), "Ctrl Z"), button("i end", "check", t("Done"), () => this.turn(false), "Esc"));
    return p;
  },

  ink() {
    return this.colour || myColour();
  },

  use(kind) {
    this.kind = kind;
    this.mark();
  },

  mark() {
    for (const b of this.palette.querySelectorAll("[data-kind]")) b.setAttribute("aria-pressed", b.dataset.kind === this.kind);
    this.dye.firstChild.className = "dab c" + this.ink();
    this.dye.setAttribute("aria-label", t("Colour {n} of 8", { n: this.ink() }));
  },

  turn(on) {
    if (on && !data.rights.comment) return;
    this.on = on;
    player.stage.classList.toggle("drawing", on);
    this.palette.hidden = !on;
    on ? this.pad.removeAttribute("hidden") : this.pad.setAttribute("hidden", "");
    if (on) {
      player.video.pause();
      compose.begin();
      this.mark();
      this.spot = [0.5, 0.5];
      this.pad.focus({ preventScroll: true });
    } else {
      this.entry?.blur();
      this.live = null;
      compose.focus();
    }
    this.paint();
    for (const hear of this.hears) hear();
  },

  undo() {
    this.made.pop();
    this.paint();
    for (const hear of this.hears) hear();
  },

  clear() {
    this.made = [];
    if (this.on) this.turn(false);
    this.paint();
    for (const hear of this.hears) hear();
  },

  at(e) {
    const r = this.pad.getBoundingClientRect();
    return [clamp((e.clientX - r.left) / r.width, 0, 1), clamp((e.clientY - r.top) / r.height, 0, 1)].map((v) => Math.round(v * 10000) / 10000);
  },

  pointer() {
    this.pad.addEventListener("pointerdown", (e) => {
      if (e.button !== 0) return;
      e.preventDefault();
      this.pad.setPointerCapture(e.pointerId);
      this.start(this.at(e));
    });
    this.pad.addEventListener("pointermove", (e) => {
      if (!this.live || !this.pad.hasPointerCapture(e.pointerId)) return;
      for (const one of e.getCoalescedEvents?.() || [e]) this.move(this.at(one));
      this.paint();
    });
    this.pad.addEventListener("pointerup", () => this.end());
    this.pad.addEventListener("pointercancel", () => (this.live = null));
    this.pad.addEventListener("keydown", (e) => this.byKey(e));
    this.pad.addEventListener("blur", () => this.paint());
  },

  // byKey moves a point over the picture; Enter begins a form there and ends it.
  byKey(e) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (way) {
      const far = e.shiftKey ? 0.1 : 0.02;
      this.spot = this.spot.map((v, i) => Math.round(clamp(v + way[i] * far, 0, 1) * 10000) / 10000);
      if (this.live) this.move(this.spot);
    } else if (e.key === "Enter" || e.key === " ") {
      this.live ? this.end() : this.start(this.spot);
    } else return;
    e.preventDefault();
    e.stopPropagation();
    this.cursor = true;
    this.paint();
  },

  start(p) {
    if (this.made.length >= 64 || JSON.stringify(this.made).length > 30000) return tell(t("This drawing is full. Send it and begin another one."), true);
    this.cursor = false;
    this.spot = p;
    if (this.kind === "text") return this.write(p);
    this.live = { kind: this.kind, points: [p, p], colour: this.ink() };
    this.paint();
  },

  move(p) {
    const s = this.live, last = s.points[s.points.length - 1];
    if (s.kind !== "free") s.points[1] = p;
    else if (Math.hypot(p[0] - last[0], p[1] - last[1]) > 0.004 && s.points.length < 600) s.points.push(p);
  },

  end() {
    const s = this.live;
    this.live = null;
    if (!s) return;
    const far = s.points.reduce((most, p) => Math.max(most, Math.hypot(p[0] - s.points[0][0], p[1] - s.points[0][1])), 0);
    if (far > 0.008) this.made.push(s);
    this.paint();
    for (const hear of this.hears) hear();
  },

  // write asks for a few words that stand on the picture.
  write(p) {
    this.entry?.blur();
    const i = make("input", "entry", { type: "text", maxlength: 60, "aria-label": t("Text on the picture") });
    i.style.left = 100 * p[0] + "%";
    i.style.top = 100 * p[1] + "%";
    const done = (keep) => {
      if (this.entry !== i) return;
      const text = i.value.trim();
      this.entry = null;
      i.remove();
      if (keep && text) this.made.push({ kind: "text", points: [p], colour: this.ink(), text });
      this.paint();
      for (const hear of this.hears) hear();
    };
    i.addEventListener("keydown", (e) => {
      e.stopPropagation();
      if (e.key === "Enter" && !e.isComposing) done(true), this.pad.focus({ preventScroll: true });
      if (e.key === "Escape") done(false), this.pad.focus({ preventScroll: true });
    });
    i.addEventListener("blur", () => done(true));
    this.entry = i;
    player.fit.append(i);
    requestAnimationFrame(() => i.focus({ preventScroll: true }));
  },

  // form is a stroke as it lies on the picture: a dark edge under it keeps it
  // visible on every film.
  form(s, colour) {
    const at = (p) => [p[0] * this.w, p[1] * this.h], cls = "c" + (s.colour || colour || 1);
    if (s.kind === "text") {
      const [x, y] = at(s.points[0]), text = drawn("text", { x, y, class: cls });
      text.textContent = s.text;
      return [text];
    }
    if (s.kind === "point") {
      const [cx, cy] = at(s.points[0]);
      return [drawn("circle", { cx, cy, r: 14, class: "under" }), drawn("circle", { cx, cy, r: 14, class: cls })];
    }
    const d = this.line(s.kind, s.points.map(at));
    return [drawn("path", { d, class: "under" }), drawn("path", { d, class: cls })];
  },

  line(kind, pts) {
    const [[x, y], [u, v]] = [pts[0], pts[pts.length - 1]];
    if (kind === "box") return `M${x} ${y}H${u}V${v}H${x}Z`;
    if (kind === "arrow") {
      const far = Math.hypot(u - x, v - y) || 1, tip = Math.min(46, far * 0.45), turn = Math.atan2(v - y, u - x);
      const barb = (by) => `${u - tip * Math.cos(turn + by)} ${v - tip * Math.sin(turn + by)}`;
      return `M${x} ${y}L${u} ${v}M${barb(0.5)}L${u} ${v}L${barb(-0.5)}`;
    }
    let d = `M${x} ${y}`;
    for (let i = 1; i < pts.length - 1; i++) d += `Q${pts[i]} ${(pts[i][0] + pts[i + 1][0]) / 2} ${(pts[i][1] + pts[i + 1][1]) / 2}`;
    return d + `L${u} ${v}`;
  },

  paint() {
    const all = this.live ? [...this.made, this.live] : this.made;
    this.pad.replaceChildren(...all.flatMap((s) => this.form(s, myColour())));
    if (this.on && this.cursor && document.activeElement === this.pad) {
      const [x, y] = [this.spot[0] * this.w, this.spot[1] * this.h];
      this.cross.setAttribute("d", `M${x - 30} ${y}h60M${x} ${y - 30}v60`);
      this.pad.append(this.cross);
    }
    this.others();
  },

  // others shows what was drawn at this frame; while the film runs, half a second of it.
  others() {
    const f = player.frame, linger = player.playing ? Math.round(num / den / 2) : 1;
    const list = said.threads().flatMap((c) => [c, ...c.replies]).filter((c) => c.drawing && c.drawing.length && !c.deleted && f >= c.frame && f < Math.max(c.out, c.frame + linger));
    const one = list.filter((c) => c.id === threads.chosen);
    const now = this.on ? [] : one.length ? one : list;
    const key = now.map((c) => c.id).join() + (this.on ? "" : this.made.length && compose.range()?.frame === f ? "+" : "") + this.made.length;
    if (key === this.key) return;
    this.key = key;
    const mine = !this.on && this.made.length && compose.range()?.frame === f ? this.made.flatMap((s) => this.form(s, myColour())) : [];
    this.shown.replaceChildren(...now.flatMap((c) => c.drawing.flatMap((s) => this.form(s, c.colour))), ...mine);
  },
};
