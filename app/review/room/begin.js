// The room is put together.
function top() {
  const title = make("div", "title", {}, make("h1", "", { dir: "auto", title: data.title }, data.title));
  if (data.by) title.append(make("p", "dim", { dir: "auto" }, t("{name} asks for your view", { name: data.by })));
  const me = make("button", "btn g me", { type: "button", title: t("Change your name") });
  me.addEventListener("click", () => named(() => {}, true));
  const fill = () => {
    me.hidden = !kept.me.name;
    me.replaceChildren(face({ name: kept.me.name, colour: myColour() }), make("span", "", { dir: "auto" }, kept.me.name));
  };
  kept.hears.push(fill);
  fill();
  const bar = make("header", "top", {}, title, make("i", "sp"));
  if (data.rights.download) bar.append(button("i", "save", t("Save the film"), saveFilm));
  bar.append(me, button("i keysbtn", "keys", t("Keys"), help, "?"), ...send.build());
  return bar;
}

function saveFilm() {
  const a = make("a", "", { href: player.video.currentSrc || player.video.src, download: data.film.name });
  document.body.append(a);
  a.click();
  a.remove();
}

// hint says what a guest has to know of a browser that keeps nothing.
function hint() {
  const h = make("p", "hint", { role: "status" });
  const fill = () => {
    h.hidden = kept.lasts || way.live;
    h.textContent = h.hidden ? "" : t("This browser keeps nothing for this file. Send your answer before you close it.");
  };
  kept.hears.push(fill);
  fill();
  return h;
}

function begin() {
  for (const c of data.comments) said.all.set(c.id, { ...c, out: Math.max(c.out, c.frame), mine: !!c.as });
  for (const c of kept.me.said) said.own(c);
  const bar = top();
  const stage = player.build(), ink = draw.build();
  const list = threads.build(), writes = compose.build(), line = timeline.build();
  player.fit.append(tags.build(), ...ink);
  stage.append(draw.palette);
  const look = make("section", "look", { "aria-label": t("Film") }, stage, controls(), line);
  const talk = make("section", "talk", { "aria-label": t("Comments") }, ...list);
  if (data.note) talk.prepend(make("p", "note", { dir: "auto" }, data.note));
  if (data.rights.comment) talk.append(writes);
  const foot = make("footer", "foot", {}, make("p", "dim safe", {}, way.live ? t("What you say is sent to {name} as you say it.", { name: data.by || t("whoever asked you") }) : t("This page sends nothing anywhere.")), make("i", "sp"));
  if (data.rights.approve) foot.append(verdict.build());
  document.getElementById("room").replaceChildren(bar, hint(), make("main", data.film.width >= data.film.height ? "wide" : "tall", {}, look, talk), foot, told);
  document.addEventListener("keydown", keys);
  addEventListener("beforeunload", (e) => !kept.lasts && !way.live && send.unsent() && e.preventDefault());
  said.changed();
  player.go(0);
  way.begin();
}

begin();
