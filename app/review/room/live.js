// The way of a room with a server behind it; what it must answer stands in the
// package's words. Nothing else of the page knows of it.
const behind = {
  live: true,
  queue: [],
  people: [],
  over: "",
  film: async () => data.film.beside || "",

  begin() {
    for (const c of kept.me.said.filter((c) => !c.sent)) this.queue.push({ comments: [c] });
    if (kept.me.verdict && !kept.me.verdict.sent) this.queue.push({ verdict: kept.me.verdict });
    this.push();
    this.listen();
  },

  say(part) {
    this.queue.push(part);
    this.push();
  },

  sent() {},

  async ask(to, body) {
    const r = await fetch(to, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), credentials: "same-origin", redirect: "error", cache: "no-store" });
    const reply = await r.json().catch(() => ({}));
    if (r.ok) return reply;
    const failed = new Error(reply.message || t("It could not be sent yet. It is tried again."));
    failed.over = r.status === 401 || r.status === 410;
    failed.refused = r.status >= 400 && r.status < 500 && r.status !== 408 && r.status !== 429;
    throw failed;
  },

  // push sends what waits, one after the other, until it is kept or refused.
  async push() {
    if (this.pushing) return;
    this.pushing = true;
    for (let pause = 1; this.queue.length && !this.over; ) {
      const part = this.queue[0];
      try {
        const { ids = {} } = await this.ask("answer", answer(part));
        this.keep(part, ids);
        this.queue.shift();
        pause = 1;
        this.state("");
      } catch (e) {
        if (e.over) this.over = e.message;
        if (e.refused) this.queue.shift();
        this.state(e.message);
        if (!e.refused) await new Promise((done) => setTimeout(done, 1000 * pause));
        pause = Math.min(30, pause * 2);
      }
    }
    this.pushing = false;
  },

  // keep notes what the library calls the guest's words from now on.
  keep(part, ids) {
    for (const c of part.comments || []) {
      c.sent = true;
      said.own(c);
      if (ids[c.id] && said.all.has(c.id)) said.take([{ ...said.all.get(c.id), id: ids[c.id], as: c.id }]);
    }
    if (part.verdict) part.verdict.sent = true;
    kept.me.sent = this.queue.length <= 1;
    kept.save();
  },

  async listen() {
    for (let pause = 1, after = ""; !this.over; ) {
      try {
        const news = await this.ask("news", { guest: kept.me.guest, name: kept.me.name, after, frame: player.frame });
        after = news.cursor || after;
        this.people = news.people || [];
        if (news.comments && news.comments.length) said.take(news.comments);
        for (const hear of kept.hears) hear();
        pause = 1;
      } catch (e) {
        if (e.over) this.over = e.message;
        this.state(e.message);
        await new Promise((done) => setTimeout(done, 1000 * pause));
        pause = Math.min(30, pause * 2);
      }
      await new Promise((done) => setTimeout(done, 700));
    }
  },

  state(message) {
    this.trouble = message;
    for (const hear of kept.hears) hear();
  },
};

const way = data.live ? behind : byHand;
