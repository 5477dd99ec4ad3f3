// Opens review rooms in a real browser, from disk, as a guest does.
// Use: node room.mjs <folder with the rooms and expect.json> <parts, comma-separated>
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../../../../frontend/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [folder, only] = process.argv.slice(2);
const expect = JSON.parse(readFileSync(join(folder, "expect.json"), "utf8"));
const failures = [];
const check = (ok, what) => ok || failures.push(what);
const browser = await chromium.launch({ executablePath: process.env.TAGLANE_CHROMIUM, args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"] });

// open shows a room and notes everything that it should not do.
async function open(name, options = {}, prepare, film = true) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.on("request", (r) => check(/^(file|data|blob):/.test(r.url()) || r.url().startsWith(options.allowed), "asks the network for " + r.url().slice(0, 80)));
  page.on("console", (m) => check(m.type() !== "error" && m.type() !== "warning", "console: " + m.text().slice(0, 200)));
  page.on("pageerror", (e) => check(false, "script: " + e.message));
  page.on("dialog", (d) => (check(false, "a dialog: " + d.message()), d.dismiss()));
  if (prepare) await page.addInitScript(prepare);
  await page.goto(/^https?:/.test(name) ? name : pathToFileURL(join(folder, name)).href);
  if (film) await page.waitForFunction(() => document.querySelector("video")?.readyState >= 2, null, { timeout: 15000 }).catch(() => check(false, name + ": the film does not come"));
  return page;
}

const clock = (page) => page.textContent(".clock");
const blur = (page) => page.evaluate(() => document.activeElement.blur());
const settled = (page) => page.waitForFunction(() => !document.querySelector("video").seeking, null, { timeout: 5000 });

async function serious(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const v of found.violations) if (["serious", "critical"].includes(v.impact)) check(false, `axe (${where}): ${v.id}: ${v.nodes.map((n) => n.target + " " + n.failureSummary).join("; ").slice(0, 400)}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(wide <= 0, `${where}: ${wide} px too wide`);
  const small = await page.$$eval("button, input:not([type=file]), textarea, select", (all) => all.filter((e) => e.checkVisibility()).map((e) => [e.className || e.tagName, e.getBoundingClientRect()]).filter(([, r]) => r.width < 24 || r.height < 24).map(([c]) => c));
  check(small.length === 0, `${where}: targets under 24 px: ${small}`);
}

// guest does everything a guest does with mouse and keyboard, and sends it.
async function guest() {
  const page = await open("room.review.html", { acceptDownloads: true, colorScheme: "dark" });
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  await settled(page);
  check((await clock(page)) === "00:00.03", "three steps lead to " + (await clock(page)));
  const at = await page.evaluate(() => document.querySelector("video").currentTime);
  check(Math.abs(at - (3.5 * 1001) / 30000) < 1e-4, "the film stands at " + at);
  for (const [f, { x, y }] of Object.entries(expect.at)) {
    await page.focus("[role=slider]");
    await page.keyboard.press("Home");
    await page.evaluate(() => 0);
    for (let n = Number(f), second = 30; n > 0; n -= n >= second ? second : 1) await page.keyboard.press(n >= second ? "Shift+ArrowRight" : "ArrowRight");
    const is = await page.$eval(".mk:not([hidden])", (m) => [m.style.left, m.style.top].map((s) => parseFloat(s.split(",")[1])));
    check(Math.abs(is[0] - 100 * x) < 1e-3 && Math.abs(is[1] - 100 * y) < 1e-3, `at frame ${f} the marker stands at ${is}, not ${100 * x}, ${100 * y}`);
  }
  await page.click(".mk:not([hidden])");
  check(/Stoneware mug.*Lind Table.*24.*lindtable\.example/s.test(await page.textContent(".pop")), "the card says " + (await page.textContent(".pop")));
  await page.keyboard.press("Escape");
  check((await page.$$(".pop, .room a[href]")).length === 0, "Escape leaves the card open");

  // Typing stops the film, sending lets it go on.
  await blur(page);
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector("video").currentTime > 0.2);
  await page.focus(".comp textarea");
  await page.keyboard.type("Warmer, please. <b>not bold</b>");
  check(await page.evaluate(() => document.querySelector("video").paused), "typing does not stop the film");
  await page.keyboard.press("Control+Enter");
  await page.fill("dialog input", "  Jonas   Berg ");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector("video").paused, null, { timeout: 3000 }).catch(() => check(false, "sending does not let it go on"));
  await blur(page);
  await page.keyboard.press("k");

  // Over a range, with a drawing by hand and one by keys.
  await page.keyboard.press("Home");
  await page.keyboard.press("i");
  for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("o");
  check(/00:00\.00 to 00:00\.09/.test(await page.textContent(".about")), "the range is told as " + (await page.textContent(".about")));
  await page.keyboard.press("d");
  const b = await (await page.$(".pad")).boundingBox(), to = (x, y) => [b.x + b.width * x, b.y + b.height * y];
  for (const [key, from, end] of [["2", [0.2, 0.2], [0.5, 0.4]], ["1", [0.3, 0.6], [0.6, 0.7]], ["3", [0.1, 0.1], [0.9, 0.2]]]) {
    await page.keyboard.press(key);
    await page.mouse.move(...to(...from));
    await page.mouse.down();
    await page.mouse.move(...to((from[0] + end[0]) / 2, end[1]));
    await page.mouse.move(...to(...end), { steps: 3 });
    await page.mouse.up();
  }
  await page.keyboard.press("Control+z");
  await page.keyboard.press("3");
  for (const key of ["Enter", "Shift+ArrowRight", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  await page.keyboard.press("4");
  await page.mouse.click(...to(0.2, 0.85));
  await page.waitForSelector(".entry:focus");
  await page.keyboard.type("here");
  await page.keyboard.press("Enter");
  check((await page.$$(".pad path")).length >= 6, "the drawing is not seen");
  await serious(page, "drawing");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  await page.waitForFunction(() => document.querySelectorAll("article").length === 5);

  // An answer to somebody, and one that is changed and one that is taken away.
  await page.click("article:has-text('clear spot') >> text=Reply");
  await page.keyboard.type("I see it too.");
  await page.keyboard.press("Control+Enter");
  await page.focus(".comp textarea");
  await page.keyboard.type("Gone soon");
  await page.keyboard.press("Control+Enter");
  await page.click("article:has-text('Gone soon') >> text=Delete");
  check((await page.$$("article:has-text('Gone soon')")).length === 0, "what is deleted stays");
  check((await page.$$eval("article b", (all) => all.filter((e) => e.textContent === "not bold").length)) === 0, "a comment is markup");

  await page.click(".foot >> text=Approve");
  await page.fill("dialog textarea", "Lovely.");
  await page.keyboard.press("Control+Enter");
  check(/You approve it/.test(await page.textContent(".foot")), "the verdict does not stand");

  await page.click(".top >> text=Send answer");
  await serious(page, "sending");
  writeFileSync(join(folder, "answer.txt"), "Hi!\n\n> " + (await page.inputValue(".code")).replaceAll("\n", "\n> "));
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("dialog >> text=Save as a file")]);
  check(/^sunday\.jonas-berg\.review\.json$/.test(file.suggestedFilename()), "the file is called " + file.suggestedFilename());
  writeFileSync(join(folder, "answer.json"), readFileSync(await file.path()));
  await page.keyboard.press("Escape");
  check((await page.textContent(".state")) === "Sent", "it says " + (await page.textContent(".state")));

  // This browser keeps it, and what was sent is not changed any more.
  await page.reload();
  check((await page.$$("article")).length === 5 && (await page.$$("[data-act=edit]")).length === 0 && /You approve it/.test(await page.textContent(".foot")), "after a reload it is gone");
  await serious(page, "desktop, dark");
  await page.context().close();
}

// phone is a small screen in another language, without a keyboard.
async function phone() {
  const page = await open("room.review.html", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "light", locale: "de-AT", reducedMotion: "reduce" });
  check((await page.evaluate(() => document.documentElement.lang)) === "de" && /bittet um deine Meinung/.test(await page.textContent(".top")), "it does not speak German");
  await page.tap("article >> nth=1");
  check(/00:02\.00/.test(await clock(page)) && (await page.$$(".ink:not(.pad) path")).length > 0, "a comment does not lead to its frame and drawing");
  await serious(page, "phone, light");
  await page.tap(".comp [aria-label=Zeichnen]");
  const b = await (await page.$(".pad")).boundingBox();
  await page.mouse.move(b.x + 20, b.y + 20);
  await page.mouse.down();
  await page.mouse.move(b.x + 80, b.y + 90, { steps: 4 });
  await page.mouse.up();
  await page.tap(".pal [aria-label=Fertig]");
  await page.tap(".comp >> text=Kommentieren");
  await page.fill("dialog input", "Mia");
  await page.tap("dialog .p");
  check((await page.$$("article:has-text('Mia') .own, article [data-own]")).length === 1, "a drawing alone is no comment");
  await page.context().close();
}

// many: only what is seen is laid out, and a thousand comments are found by key.
async function many() {
  const page = await open("many.review.html");
  const { all, seen } = await page.evaluate(() => {
    const all = [...document.querySelectorAll("article")];
    return { all: all.length, seen: all.filter((a) => a.querySelector("p").checkVisibility({ contentVisibilityAuto: true })).length };
  });
  check(all === 1000 && seen > 2 && seen < 60, `${seen} of ${all} threads are laid out`);
  const dots = (await page.$$(".dot")).length;
  check(dots > 5 && dots < 120, dots + " dots");
  for (let i = 0; i < 5; i++) await page.keyboard.press("n");
  const took = await page.evaluate(() => {
    const t0 = performance.now();
    for (let i = 0; i < 20; i++) document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true })) || document.body.offsetHeight;
    return (performance.now() - t0) / 20;
  });
  check(took < 150, `a step among a thousand comments takes ${took.toFixed(1)} ms`);
  await page.context().close();
}

// forgetful is a browser that keeps nothing of a file.
async function forgetful() {
  const page = await open("room.review.html", {}, () => Object.defineProperty(window, "localStorage", { get() { throw new Error("no"); } }));
  check(/keeps nothing/.test(await page.textContent(".hint")), "nobody says that nothing is kept");
  await page.keyboard.press("c");
  await page.keyboard.type("Still works");
  await page.keyboard.press("Control+Enter");
  await page.fill("dialog input", "Jo");
  await page.keyboard.press("Enter");
  check((await page.$$("article:has-text('Still works')")).length === 1, "without a memory nothing can be said");
  await page.context().close();
}

// hostile: names that are scripts are words; a room that asks for nothing has no such buttons.
async function hostile() {
  const page = await open("hostile.review.html");
  check((await page.textContent("h1")).includes("<script>alert(1)") && (await page.evaluate(() => window.pwned)) === undefined && (await page.$$("img[src=x]")).length === 0, "a name is markup");
  check((await page.$$(".comp, .vd, [data-act=reply]")).length === 0 && !(await page.isVisible("text=Send answer")), "a room that only shows asks for something");
  await page.context().close();
}

// elsewhere: the film lies beside the room, or the guest has it.
async function elsewhere() {
  await (await open("beside.review.html")).context().close();
  const page = await open("bare.review.html", {}, undefined, false);
  await page.setInputFiles(".wanting input", join(folder, "clip.mp4"));
  await page.waitForFunction(() => document.querySelector("video").readyState >= 2 && !document.querySelector(".wanting"), null, { timeout: 8000 }).catch(() => check(false, "a film that is chosen does not play"));
  await page.context().close();
}

// live is the same page with a server behind it.
async function live() {
  const got = [], html = readFileSync(join(folder, "live.html"));
  let waiting = [], down = 1;
  const server = createServer((req, res) => {
    let body = "";
    req.on("data", (b) => (body += b));
    req.on("end", () => {
      const say = (code, v) => (res.writeHead(code, { "content-type": "application/json" }), res.end(JSON.stringify(v)));
      if (req.url === "/r/") return res.writeHead(200, { "content-type": "text/html" }), res.end(html);
      if (req.url === "/r/film") return res.writeHead(200, { "content-type": "video/mp4" }), res.end(readFileSync(join(folder, "clip.mp4")));
      if (req.url === "/r/answer" && down-- > 0) return say(503, { message: "Busy." });
      if (req.url === "/r/answer") return got.push(JSON.parse(body)), say(200, { ids: Object.fromEntries(got.at(-1).comments.map((c) => [c.id, "lib-" + c.id])) });
      if (req.url === "/r/news") {
        const news = () => say(200, { cursor: "1", comments: JSON.parse(body).after ? [] : [{ id: "x", frame: 5, out: 5, name: "Ann", colour: 4, at: "2026-11-26T09:00:00Z", text: "Live!" }], people: [{ name: "Ann", colour: 4, frame: 5 }] });
        return JSON.parse(body).after ? void waiting.push(setTimeout(news, 20000)) : news();
      }
      say(404, {});
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const home = `http://127.0.0.1:${server.address().port}/r/`;
  const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
  page.on("pageerror", (e) => check(false, "live: " + e.message));
  await page.goto(home);
  await page.waitForSelector("article:has-text('Live!')", { timeout: 5000 }).catch(() => check(false, "news do not come"));
  check(/Here now: Ann/.test(await page.textContent(".state")), "who is here is told as " + (await page.textContent(".state")));
  await page.keyboard.press("c");
  await page.keyboard.type("Hello");
  await page.keyboard.press("Control+Enter");
  await page.fill("dialog input", "Jo");
  await page.keyboard.press("Enter");
  await page.waitForSelector("article[data-id^=lib-]", { timeout: 8000 }).catch(() => check(false, "what is said is not sent"));
  check(got.length === 1 && got[0].comments[0].text === "Hello" && got[0].format === "taglane-review-1" && got[0].verdict === null, "the server gets " + JSON.stringify(got).slice(0, 200));
  await page.context().close();
  for (const w of waiting) clearTimeout(w);
  server.closeAllConnections();
  server.close();
}

for (const part of [guest, phone, many, forgetful, hostile, elsewhere, live]) {
  if (!only.split(",").includes(part.name)) continue;
  const began = Date.now();
  await Promise.resolve(part()).catch((e) => check(false, part.name + ": " + e.message.split("\n").slice(0, 3).join(" ")));
  console.log(part.name, Date.now() - began, "ms");
}
await browser.close();
for (const f of [...new Set(failures)]) console.log("FAIL " + f);
process.exit(failures.length ? 1 : 0);
