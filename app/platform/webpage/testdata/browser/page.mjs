// Looks at an exported page in a real browser, opened from disk.
// Use: node page.mjs <page folder> <expect.json> <parts, comma-separated>
// expect.json: {"tags":[{"n","in","out","at":{"<frame>":{"x","y"}}}],"products":n,"rate":{num,den}}
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../../../../../frontend/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const [folder, expectFile, only] = process.argv.slice(2);
const expect = JSON.parse(readFileSync(expectFile, "utf8"));
const address = pathToFileURL(join(folder, "index.html")).href;
const failures = [];
const check = (ok, what) => ok || failures.push(what);

const browser = await chromium.launch({ executablePath: process.env.TAGLANE_CHROMIUM, args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"] });

// visit opens the page and notes everything it should not do.
async function visit(options = {}, suffix = "") {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.on("request", (r) => check(/^(file|data|blob):/.test(r.url()), "asks the network for " + r.url().slice(0, 80)));
  page.on("console", (m) => check(m.type() !== "error" && m.type() !== "warning", "console: " + m.text().slice(0, 200)));
  page.on("pageerror", (e) => check(false, "script: " + e.message));
  await page.goto(address + suffix);
  return page;
}

const ready = (page) => page.waitForFunction(() => document.querySelector("video").readyState >= 2 && !document.querySelector("video").seeking, null, { timeout: 15000 });
const seek = async (page, frame) => {
  await page.evaluate(([f, { num, den }]) => {
    const v = document.querySelector("video");
    return new Promise((done) => {
      v.addEventListener("seeked", () => requestAnimationFrame(() => requestAnimationFrame(done)), { once: true });
      v.currentTime = ((f + 0.5) * den) / num;
    });
  }, [frame, expect.rate]);
};
const marks = (page) => page.$$eval(".mk", (all) => all.map((m) => ({ n: Number(m.textContent), hidden: m.hidden, at: m.dataset.at })));

// A product that is tagged more than once has a marker for each time; the one shown counts.
const markOf = (all, n) => all.find((m) => m.n === n && !m.hidden) ?? all.find((m) => m.n === n);

async function frames() {
  const page = await visit();
  await ready(page);
  for (const t of expect.tags) {
    for (const f of [t.in - 1, t.in, Math.floor((t.in + t.out) / 2), t.out - 1, t.out]) {
      if (f < 0 || f >= (expect.frames ?? Infinity)) continue;
      await seek(page, f);
      const m = markOf(await marks(page), t.n);
      check(m && m.hidden === !(f >= t.in && f < t.out), `marker ${t.n} at frame ${f} is ${m?.hidden ? "hidden" : "shown"}`);
    }
    for (const [f, s] of Object.entries(t.at)) {
      await seek(page, Number(f));
      const [x, y] = markOf(await marks(page), t.n).at.split(",").map(Number);
      check(Math.abs(x - s.x) < 1e-9 && Math.abs(y - s.y) < 1e-9, `marker ${t.n} at frame ${f} stands at ${x},${y}, not ${s.x},${s.y}`);
    }
  }
  await page.context().close();
}

// plays watches frames go by and compares what is on the screen with each.
async function plays() {
  const page = await visit();
  await ready(page);
  const from = Math.max(0, expect.tags[0].in - 12);
  await seek(page, from);
  await page.evaluate(() => {
    const v = document.querySelector("video");
    window.seen = [];
    const each = (_, meta) => {
      window.seen.push([meta.mediaTime, [...document.querySelectorAll(".mk")].filter((m) => !m.hidden).map((m) => Number(m.textContent))]);
      v.requestVideoFrameCallback(each);
    };
    v.requestVideoFrameCallback(each);
  });
  await page.click(".ctl button");
  await page.waitForTimeout(2500);
  await page.click(".ctl button");
  const { seen, paused } = await page.evaluate(() => ({ seen: window.seen, paused: document.querySelector("video").paused }));
  check(paused, "the pause button does not pause");
  check(seen.length > 10, `only ${seen.length} frames were shown in 2.5 s`);
  for (const [time, on] of seen) {
    const f = Math.round((time * expect.rate.num) / expect.rate.den);
    for (const t of expect.tags) {
      if (Math.abs(f - t.in) <= 1 || Math.abs(f - t.out) <= 1) continue;
      check(on.includes(t.n) === (f >= t.in && f < t.out), `while playing, marker ${t.n} is wrong at frame ${f}`);
    }
  }
  await page.context().close();
}

async function keyboard() {
  const page = await visit();
  await ready(page);
  const t = expect.tags[0];
  await seek(page, Math.floor((t.in + t.out) / 2));
  const here = () =>
    page.evaluate(() => {
      const a = document.activeElement;
      return [...a.classList].find((c) => ["mk", "x", "show"].includes(c)) || (a.closest(".pop") ? "card link" : a.dataset?.product ? "link" : a.closest(".ctl") ? "control" : a.tagName);
    });
  const order = [];
  for (let i = 0; i < 60 && (await page.keyboard.press("Tab"), true); i++) {
    const at = await here();
    if (at === "BODY") break;
    order.push(at);
  }
  const runs = order.filter((at, i) => at !== order[i - 1]);
  check(runs[0] === "mk" && runs[1] === "control" && runs.includes("show") && runs.includes("link"), "Tab order is " + runs.join(" → "));
  check(order.filter((at) => at === "link").length === expect.links, `Tab reaches ${order.filter((at) => at === "link").length} links`);
  await page.focus(".mk:not([hidden])");
  const name = await page.$eval(".mk:not([hidden])", (m) => m.getAttribute("aria-label"));
  check(name === expect.name, "the marker is called " + name);
  await page.keyboard.press("Enter");
  check((await page.$$(".pop")).length === 1, "Enter does not open the card");
  await page.keyboard.press("Tab");
  check((await here()) === "card link", "after the marker Tab goes to " + (await here()));
  await page.keyboard.press("Escape");
  check((await page.$$(".pop")).length === 0 && (await here()) === "mk", "Escape leaves the focus on " + (await here()));
  await page.keyboard.press("Enter");
  await seek(page, t.out + 3);
  check((await page.$$(".pop")).length === 1 && (await here()) === "mk", "a focused marker is taken away with its card");
  await page.focus(".ctl button");
  await page.waitForFunction((n) => !document.querySelector(".pop") && [...document.querySelectorAll(".mk")].find((m) => Number(m.textContent) === n).hidden, t.n, { timeout: 2000 }).catch(() => check(false, "a left marker stays"));
  await page.focus(".trk input");
  const before = await page.evaluate(() => document.querySelector("video").currentTime);
  await page.keyboard.press("ArrowLeft");
  const after = await page.evaluate(() => document.querySelector("video").currentTime);
  check(Math.abs(before - after - 1) < 0.1, `an arrow moves by ${before - after} s`);
  const small = await page.$$eval("button, a, input", (all) => all.filter((e) => e.checkVisibility() && e.tagName !== "A").map((e) => [e.className || e.tagName, e.getBoundingClientRect()]).filter(([, r]) => r.width < 24 || r.height < 24).map(([c]) => c));
  check(small.length === 0, "targets under 24 px: " + small.join(", "));
  await page.context().close();
}

async function plain() {
  const page = await visit({ javaScriptEnabled: false });
  const rows = await page.locator(".ls li").count(), links = await page.locator('.ls a[rel~="sponsored"][rel~="noopener"]').count();
  check(rows === expect.products && links === expect.links, `without a script there are ${rows} products and ${links} links`);
  check(await page.locator("video[controls]").count(), "without a script the clip has no controls");
  check(!(await page.locator("button:visible").count()), "without a script there are dead buttons");
  await page.context().close();
}

async function fragments() {
  const page = await visit({}, "#t=2,2.4");
  await ready(page);
  const now = () => page.evaluate(() => document.querySelector("video").currentTime);
  check(Math.abs((await now()) - 2) < 0.05, `#t=2 begins at ${await now()}`);
  await page.click(".ctl button");
  await page.waitForFunction(() => document.querySelector("video").paused, null, { timeout: 5000 }).catch(() => {});
  check((await now()) >= 2.4 && (await now()) < 3.2, `#t=2,2.4 stops at ${await now()}`);
  await page.context().close();
  const query = await visit({}, "?t=0:03");
  await ready(query);
  const at = await query.evaluate(() => document.querySelector("video").currentTime);
  check(Math.abs(at - 3) < 0.05, `?t=0:03 begins at ${at}`);
  await query.click(".show >> nth=0");
  await query.waitForFunction(([f, { num, den }]) => Math.floor((document.querySelector("video").currentTime * num) / den) >= f && !document.querySelector("video").paused, [expect.tags[0].in, expect.rate], { timeout: 5000 }).catch(() => check(false, "“Show at” does not show"));
  await query.context().close();
}

async function calm() {
  const page = await visit({ reducedMotion: "reduce" });
  await ready(page);
  const t = expect.tags[0], places = new Set();
  for (const f of [t.in, t.in + 20, t.out - 1]) {
    await seek(page, f);
    places.add(await page.$eval(".mk", (m) => m.style.left + m.style.top));
  }
  check(places.size === 1, "with reduced motion a marker moves");
  await page.context().close();
}

async function reachable() {
  const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
  for (const [colorScheme, viewport] of [["light", { width: 390, height: 844 }], ["dark", { width: 1280, height: 800 }]]) {
    const page = await visit({ colorScheme, viewport });
    await ready(page);
    const t = expect.tags[0];
    await seek(page, Math.floor((t.in + t.out) / 2));
    await page.click(".mk:not([hidden])");
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    for (const v of found.violations) {
      check(!["serious", "critical"].includes(v.impact), `axe (${colorScheme}): ${v.id}: ${v.nodes.map((n) => n.target + " " + n.failureSummary).join("; ").slice(0, 300)}`);
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(wide <= 0, `at ${viewport.width} px the page is ${wide} px too wide`);
    await page.context().close();
  }
}

// embedded serves the folder on this machine and shows it in the frame of embed.txt.
async function embedded() {
  const snippet = readFileSync(join(folder, "embed.txt"), "utf8");
  check(/sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"/.test(snippet), "the frame is not sandboxed");
  const kinds = { html: "text/html", mp4: "video/mp4", jpg: "image/jpeg" };
  const server = createServer((req, res) => {
    const at = new URL(req.url, "http://x").pathname.replace("/" + basename(folder) + "/", "");
    if (at === "/") return res.setHeader("content-type", "text/html"), res.end("<!doctype html><title>host</title>" + snippet);
    const file = join(folder, at);
    if (!existsSync(file)) return (res.statusCode = 404), res.end();
    res.setHeader("content-type", kinds[at.split(".").pop()] || "text/plain");
    res.end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const page = await (await browser.newContext()).newPage();
  page.on("console", (m) => check(m.type() !== "error" || /404/.test(m.text()), "embedded: " + m.text().slice(0, 200)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const frame = page.frames()[1];
  await frame.waitForFunction(() => document.querySelector("video").readyState >= 1 && [...document.querySelectorAll("img.pt")].every((i) => i.loading === "lazy" || i.complete), null, { timeout: 10000 });
  check((await frame.locator(".ctl").count()) === 1, "the frame has no player");
  await page.context().close();
  server.close();
}

// counts looks at the optional counting on this device.
async function counts() {
  const page = await visit();
  await ready(page);
  const t = expect.tags[0];
  await seek(page, t.in + 2);
  await page.waitForFunction(() => Object.keys(localStorage).length > 0, null, { timeout: 4000 }).catch(() => check(false, "a seen marker is not counted"));
  await page.evaluate(() => {
    addEventListener("click", (e) => e.preventDefault());
    document.querySelector("a[data-product]").click();
  });
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("#csv")]);
  const text = readFileSync(await file.path(), "utf8");
  check(text.startsWith('"product","name","seen","followed"\r\n"mug","Stoneware mug","1","1"\r\n'), "the counts are " + text);
  await page.context().close();
}

// followed: a link leads where the tag that is shown leads, before a script runs where the first one does.
async function followed() {
  const page = await visit();
  await ready(page);
  const a = page.locator('a[data-product="2"]').first();
  for (const t of expect.tags.filter((t) => t.n === 2)) {
    await seek(page, t.in + 2);
    check((await a.getAttribute("href")) === t.link, `at frame ${t.in + 2} the link is ${await a.getAttribute("href")}, not ${t.link}`);
    await page.locator(".mk").nth(expect.tags.indexOf(t)).click(); // the one before stays while it has the focus
    const card = await page.locator(".pop a[data-product]").getAttribute("href");
    check(card === t.link, `the card's link is ${card}, not ${t.link}`);
    await page.keyboard.press("Escape");
  }
  await page.context().close();
}

// soon: a sticker counts down to its time and then asks for the page to be read
// again; calmly it tells minutes; a screen reader hears of it once, when it is time.
async function soon() {
  const at = Date.parse(expect.soon), t = expect.tags.find((t) => t.soon);
  for (const [reducedMotion, timezoneId, steps] of [
    ["no-preference", "America/Los_Angeles", [[-2 * 86400000 - 3 * 3600000, "2 d 3 h"], [-86399000, "23:59:59"], [-1, "00:00:01"], [0, "Now"], [1000, "Now"]]],
    ["reduce", "Europe/Paris", [[-3 * 3600000 - 1000, "3 h 1 min"], [-1000, "1 min"], [0, "Now"]]],
  ]) {
    const page = await visit({ reducedMotion, timezoneId });
    await page.clock.install({ time: at + steps[0][0] - 60000 });
    await page.reload();
    await ready(page);
    await page.clock.pauseAt(at + steps[0][0]);
    await page.evaluate(([f, { num, den }]) => void (document.querySelector("video").currentTime = ((f + 0.5) * den) / num), [t.in + 2, expect.rate]);
    await page.click(".flag:not([hidden])"); // which a hand takes for its marker
    for (const [i, [ms, text]] of steps.entries()) {
      if (i > 0) await page.clock.fastForward(ms - steps[i - 1][0]);
      const said = await page.evaluate(() => ({
        flag: document.querySelector(".flag .n").textContent,
        lines: [...document.querySelectorAll(".wait")].map((e) => [e.textContent, e.getAttribute("aria-hidden")]),
        heard: document.querySelector("[aria-live]").textContent,
      }));
      check(said.flag === (ms < 0 ? "\u2248\u00a0" + text : text), `${reducedMotion}: at ${ms} ms the sticker says ${said.flag}`);
      const want = ms < 0 ? [`About ${text} to go, by this device\u2019s clock`, "true"] : ["Now Reload the page", null];
      check(said.lines.length === 2 && said.lines.every((l) => l[0] === want[0] && l[1] === want[1]), `${reducedMotion}: at ${ms} ms the list and the card say ${JSON.stringify(said.lines)}`);
      check(said.heard === (ms < 0 ? "" : expect.heard), `${reducedMotion}: at ${ms} ms one hears ${said.heard}`);
    }
    const name = await page.$eval(".mk.soon", (m) => m.getAttribute("aria-label"));
    check(name === expect.name, "the sticker is called " + name);
    const here = await page.$$eval(".here", (all) => all.map((e) => e.textContent).join("; "));
    const there = "Fri 4 Dec, 01:00 GMT-8 on this device";
    check(here === (timezoneId === "Europe/Paris" ? "" : there + "; " + there), `${timezoneId}: the time here is told as ${here}`);
    await Promise.all([page.waitForNavigation(), page.click(".pop .again")]);
    await ready(page);
    check((await page.locator(".row .again").count()) === 1 && (await page.$eval("[aria-live]", (e) => e.textContent)) === "", "after its time the page does not ask to be read again in silence");
    await page.context().close();
  }
}

// wrong: a clock that is wrong is put right by the server of the page, even
// through a copy of an hour ago; without an answer it counts as it is.
async function wrong() {
  const at = Date.parse(expect.soon), home = "https://nora.example/" + basename(folder) + "/";
  for (const [device, answers, text, by] of [[at + 5 * 3600000, true, "3 h 0 min", ""], [at - 7200000, false, "2 h 0 min", ", by this device\u2019s clock"]]) {
    const page = await (await browser.newContext({ reducedMotion: "reduce" })).newPage(), asked = [];
    page.on("pageerror", (e) => check(false, "script: " + e.message));
    await page.route("**", (route) => {
      const r = route.request(), file = join(folder, new URL(r.url()).pathname.slice(basename(folder).length + 2) || "index.html");
      if (r.method() === "HEAD") asked.push(r.url());
      if (r.method() === "HEAD" && !answers) return route.abort();
      return route.fulfill({ body: r.method() === "HEAD" ? "" : readFileSync(file), contentType: file.endsWith("html") ? "text/html" : undefined, headers: { date: new Date(at - 4 * 3600000).toUTCString(), age: "3600" } });
    });
    await page.clock.install({ time: device });
    await page.clock.pauseAt(device + 1000);
    await page.goto(home);
    const want = `About ${text} to go${by}`;
    await page.waitForFunction((want) => document.querySelector(".wait").textContent === want, want, { timeout: 5000 }).catch(async () => check(false, `with a device at ${device - at} ms the list says ${await page.textContent(".wait")}, not ${want}`));
    check(asked.length === 1 && asked[0] === home, "it asks " + asked);
    await page.context().close();
  }
}

// countless: without the setting nothing is kept.
async function countless() {
  const page = await visit();
  await ready(page);
  await seek(page, expect.tags[0].in + 2);
  await page.waitForTimeout(1200);
  check((await page.evaluate(() => localStorage.length)) === 0 && (await page.locator("#csv").count()) === 0, "the page counts without being asked");
  await page.context().close();
}

function valid() {
  const { WebVTTParser } = require("webvtt-parser");
  const entities = require("webvtt-parser/html-entities.json");
  const { errors, cues } = new WebVTTParser(entities).parse(readFileSync(join(folder, "tags.vtt"), "utf8"), "metadata");
  check(errors.length === 0, "tags.vtt: " + JSON.stringify(errors[0]));
  check(cues.length >= expect.tags.length, `tags.vtt has ${cues.length} cues`);
  const vnu = require.resolve("vnu-jar/package.json").replace("package.json", "build/dist/vnu.jar");
  if (!existsSync(vnu)) return check(false, "vnu.jar is not installed");
  try {
    execFileSync("java", ["-jar", vnu, "--errors-only", join(folder, "index.html")], { stdio: "pipe" });
  } catch (e) {
    check(false, "vnu: " + String(e.stderr).slice(0, 600));
  }
}

for (const part of [frames, plays, keyboard, plain, fragments, calm, reachable, embedded, counts, countless, followed, soon, wrong, valid]) {
  if (!only.split(",").includes(part.name)) continue;
  const began = Date.now();
  await Promise.resolve(part()).catch((e) => check(false, part.name + ": " + e.message.split("\n")[0]));
  console.log(part.name, Date.now() - began, "ms");
}
await browser.close();
for (const f of [...new Set(failures)]) console.log("FAIL " + f);
process.exit(failures.length ? 1 : 0);
