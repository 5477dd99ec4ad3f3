// Writing: typing stops the film, sending lets it go on.
const compose = {
  to: "", // the thread that is answered; "" begins one
  over: "", // the comment that is changed
  from: null, // first frame of what is meant; null: where the film stands
  end: null, // the frame after its last
  goOn: false, // the film ran when typing began

  build() {
    this.text = make("textarea", "", { rows: 1, maxlength: 5000, dir: "auto" });
    this.what = make("span", "", {});
    this.leave = button("i sm", "close", t("Cancel"), () => this.reset(), "Esc");
    this.pen = button("i", "pen", t("Draw"), () => draw.turn(!draw.on), "D");
    this.rangeButton = button("i", "range", t("Over a range"), () => this.ranges(), "I O");
    this.send = button("p sm", "send", t("Comment"), () => this.done(), "Ctrl Enter", true);
    this.el = make("div", "comp", {}, make("p", "about n", {}, this.what, this.leave), this.text, make("div", "acts", {}, this.pen, this.rangeButton, make("i", "sp"), this.send));
    this.text.addEventListener("input", () => {
      if (this.text.value) this.begin();
      this.grow();
      this.mark();
    });
    this.text.addEventListener("keydown", (e) => {
      e.stopPropagation();
      if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) this.done();
      if (e.key === "Escape" && !e.isComposing) this.reset(), this.text.blur();
    });
    this.text.addEventListener("focus", () => this.el.classList.add("busy"));
    this.text.addEventListener("blur", () => this.mark());
    player.hears.push(() => this.mark());
    draw.hears.push(() => this.mark());
    return this.el;
  },

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = Math.min(160, this.text.scrollHeight) + "px";
  },

  focus() {
    this.text.focus({ preventScroll: true });
  },

  // begin holds the film where it is when somebody has something to say.
  begin() {
    if (player.playing) {
      this.goOn = true;
      player.video.pause();
    }
    if (this.from === null && !this.to && !this.over) this.from = player.frame;
    this.mark();
  },

  range() {
    if (this.from === null) return null;
    return { frame: this.from, out: this.end !== null && this.end > this.from ? this.end : this.from };
  },

  // ranges makes a range from where the comment begins to where the film stands.
  ranges() {
    if (this.end !== null) this.end = null;
    else if (this.from === null || player.frame <= this.from) {
      this.from = player.frame;
      this.end = Math.min(frames, this.from + Math.max(2, Math.round(num / den)));
    } else this.end = player.frame + 1;
    this.mark();
  },

  in() {
    this.from = player.frame;
    if (this.end !== null && this.end <= this.from) this.end = null;
    this.mark();
  },

  out() {
    if (this.from === null || this.from > player.frame) this.from = player.frame;
    this.end = player.frame + 1;
    this.mark();
  },

  reply(id) {
    const c = said.all.get(id);
    if (!c) return;
    this.reset();
    this.to = id;
    this.name = c.name;
    this.begin();
    this.focus();
    this.mark();
  },

  edit(id) {
    const c = said.all.get(id);
    if (!c) return;
    this.reset();
    this.over = id;
    this.text.value = c.text;
    this.focus();
    this.grow();
    this.mark();
  },

  mark() {
    const at = this.range() || { frame: player.frame, out: player.frame };
    const words = this.over ? t("Change your comment") : this.to ? t("Reply to {name}", { name: this.name }) : t("Comment on {at}", { at: span(at) });
    if (this.what.textContent !== words) {
      this.what.textContent = words;
      this.text.setAttribute("aria-label", words);
      this.text.placeholder = this.to ? t("Write a reply") : t("Write a comment");
    }
    const something = !!this.text.value.trim() || draw.made.length > 0;
    this.leave.hidden = !(something || this.to || this.over || this.from !== null);
    this.send.disabled = !something;
    this.pen.hidden = this.rangeButton.hidden = !!(this.to || this.over);
    this.pen.setAttribute("aria-pressed", draw.on);
    this.rangeButton.setAttribute("aria-pressed", this.end !== null);
    this.el.classList.toggle("busy", something || document.activeElement === this.text || this.from !== null || !!this.to);
    timeline.place(player.frame);
    draw.others();
  },

  reset() {
    this.to = this.over = "";
    this.from = this.end = null;
    this.goOn = false;
    this.text.value = "";
    draw.clear();
    this.grow();
    this.mark();
  },

  done() {
    tell.clear();
    const text = this.text.value.trim();
    if (!text && !draw.made.length) return;
    named(() => this.keep(text));
  },

  keep(text) {
    if (this.over) {
      if (text) said.edit(this.over, text);
      this.reset();
      return tell(t("Changed."));
    }
    const root = this.to && said.all.get(this.to), at = root || this.range() || { frame: player.frame, out: player.frame };
    const c = { id: newID(), frame: at.frame, out: at.out, text, drawing: this.to ? [] : draw.made, reply: this.to || "", at: new Date().toISOString() };
    if (full(c)) return tell(t("This answer is full. Send it, and ask for a new file."), true);
    const goOn = this.goOn;
    draw.made = [];
    this.reset();
    said.add(c);
    threads.choose(c.reply || c.id, false);
    tell(c.reply ? t("Your reply stands.") : t("Your comment stands at {at}.", { at: span(c) }));
    if (goOn) player.play();
  },
};
