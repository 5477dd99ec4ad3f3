// Tags as the page shows them: a marker where its product is, and its card.
const tags = {
  open: null,

  build() {
    this.layer = make("div", "marks");
    this.list = data.tags.filter((tag) => tag.spots && tag.spots.length).map((tag) => {
      const p = data.products[tag.product];
      const m = make("button", "mk n", { type: "button", "aria-label": t("{n}, {name}, opens card", { n: tag.product + 1, name: tag.name }), "aria-expanded": "false" }, String(tag.product + 1));
      const one = { tag, p, m };
      m.hidden = true;
      m.addEventListener("click", () => (this.open === one ? this.close(true) : this.show(one)));
      this.layer.append(m);
      return one;
    });
    this.layer.addEventListener("keydown", (e) => {
      if (e.key !== "Escape" || !this.open) return;
      e.stopPropagation();
      this.close(true);
    });
    player.hears.push((f) => this.place(f));
    return this.layer;
  },

  place(f) {
    for (const one of this.list) {
      const on = f >= one.tag.in && f < one.tag.out;
      const has = document.activeElement, held = !on && (has === one.m || (this.open === one && this.card.contains(has)));
      if (!on && !held && this.open === one) this.close(false);
      one.m.hidden = !on && !held;
      if (!on) continue;
      const s = standsAt(one.tag, calm.matches ? one.tag.in : f);
      one.m.style.left = `clamp(18px, ${100 * s.x}%, 100% - 18px)`;
      one.m.style.top = `clamp(18px, ${100 * s.y}%, 100% - 18px)`;
      one.low = s.y < 0.5;
    }
  },

  show(one) {
    this.close(false);
    const p = one.p, x = button("i x", "close", t("Close"), () => this.close(true));
    const text = make("div", "what", {}, make("b", "", { dir: "auto" }, one.tag.name));
    if (p.brand) text.append(make("span", "dim", { dir: "auto" }, p.brand));
    if (p.price) text.append(make("span", "n", {}, make("b", "", {}, money(p.price, p.unit)), " ", make("span", "dim", {}, t("as of {day}", { day: new Intl.DateTimeFormat(language, { day: "numeric", month: "short" }).format(new Date(p.seen)) }))));
    if (p.soldOut) text.append(make("span", "dim", {}, t("Sold out")));
    if (p.site) text.append(make("span", "dim", {}, t("leads to {site}", { site: p.site })));
    const ties = { paid: t("Paid partnership"), commission: t("Earns a commission"), gifted: t("Gift"), own: t("Own shop") };
    if (ties[p.tie]) text.append(make("span", "dim", {}, ties[p.tie]));
    const pic = p.picture ? make("img", "pt", { src: p.picture, alt: "" }) : make("span", "pt none", { "aria-hidden": "true" }, initialOf(p.name));
    this.card = make("div", "pop" + (one.low ? " low" : ""), { role: "group", "aria-label": one.tag.name }, pic, text, x);
    this.layer.append(this.card);
    one.m.setAttribute("aria-expanded", "true");
    this.open = one;
  },

  close(back) {
    if (!this.open) return;
    this.open.m.setAttribute("aria-expanded", "false");
    if (back && !this.open.m.hidden) this.open.m.focus({ preventScroll: true });
    this.card.remove();
    this.open = null;
  },
};
