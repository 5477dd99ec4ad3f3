package review

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

const (
	secretA = "00112233445566778899aabbccddeeff"
	secretB = "ffeeddccbbaa99887766554433221100"
	remark1 = "0199bbbb-0000-7000-8000-000000000001"
	remark2 = "0199bbbb-0000-7000-8000-000000000002"
)

type object = map[string]any

// good is an answer that is taken; change makes another of it.
func good(change ...func(object)) object {
	a := object{
		"format": AnswerFormat, "room": "0199aaaa-0000-7000-8000-000000000001", "clip": "clip1", "digest": strings.Repeat("ab", 32), "guest": secretA, "name": "Mia Berg",
		"comments": []any{remark(remark1, "Warmer, please.")},
		"verdict":  object{"n": 1, "answer": "approves", "note": "Lovely.", "at": "2026-11-26T10:00:00Z"},
	}
	for _, c := range change {
		c(a)
	}
	return a
}

func remark(id, text string, more ...any) object {
	r := object{"id": id, "frame": 10, "out": 12, "text": text, "drawing": []any{object{"kind": "free", "points": [][2]float64{{.1, .1}, {.2, .2}}}}, "reply": "", "at": "2026-11-26T09:30:00Z"}
	for i := 0; i+1 < len(more); i += 2 {
		r[more[i].(string)] = more[i+1]
	}
	return r
}

func encoded(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func set(k string, v any) func(object)    { return func(a object) { a[k] = v } }
func drop(k string) func(object)          { return func(a object) { delete(a, k) } }
func comments(all ...any) func(object)    { return set("comments", all) }
func judged(k string, v any) func(object) { return func(a object) { a["verdict"].(object)[k] = v } }

func TestAnAnswerIsRead(t *testing.T) {
	a, err := ReadAnswer(encoded(t, good()))
	if err != nil || a.Name != "Mia Berg" || len(a.Remarks) != 1 || a.Remarks[0].Text != "Warmer, please." || len(a.Remarks[0].Drawing) != 1 || a.Verdict.Answer != taglane.Approves {
		t.Fatalf("%+v, %v", a, err)
	}
	said, err := a.Said(sunday(t).Room, made.Add(2*time.Hour))
	if err != nil || said.Guest.ID != GuestID(a.Room, secretA) || !said.Guest.Guest || said.Comments[0].Author != said.Guest.ID || said.Verdict.Signature != nil {
		t.Fatalf("%+v, %v", said, err)
	}
	if own := OwnID(said.Guest.ID, said.Comments[0].ID); own != remark1 {
		t.Errorf("the guest's own name for it is %s", own)
	}
	if own := OwnID(GuestID(a.Room, secretB), said.Comments[0].ID); own != "" {
		t.Errorf("somebody else's is called %s", own)
	}
}

// A pasted answer comes through whatever a mail does to it, and is missed where
// a part of it is gone.
func TestAPastedAnswerIsRead(t *testing.T) {
	text := base64.RawURLEncoding.EncodeToString(encoded(t, good()))
	lines := []string{}
	for len(text) > 72 {
		lines, text = append(lines, text[:72]), text[72:]
	}
	lines = append(lines, text+".")
	for name, pasted := range map[string]string{
		"plain":    AnswerFormat + ":\n" + strings.Join(lines, "\n"),
		"quoted":   "Hi Nora,\n\n> " + AnswerFormat + ":\n> " + strings.Join(lines, "\r\n> ") + "\n\nBest, Mia.",
		"one line": AnswerFormat + ":" + strings.Join(lines, ""),
		"spaced":   "  " + AnswerFormat + ": " + strings.Join(lines, " \u200b\n") + "  ",
		"marked":   "\ufeff" + AnswerFormat + ":" + strings.Join(lines, ""),
	} {
		if a, err := ReadAnswer([]byte(pasted)); err != nil || a.Name != "Mia Berg" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for cut := range len(lines) {
		if _, err := ReadAnswer([]byte(AnswerFormat + ":\n" + strings.Join(lines[:cut], "\n"))); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("of %d lines %d are taken: %v", len(lines), cut, err)
		}
	}
}

// attacks are answers that are no answers, each refused as a whole.
func attacks(t testing.TB) map[string][]byte {
	t.Helper()
	raw := map[string]string{
		"nothing": "", "blanks": " \n ", "a word": "hello", "null": "null", "a list": "[]", "a number": "7", "a text": `"x"`, "half": `{"format":"taglane-review-1","room":`,
		"html": "<!doctype html><script>alert(1)</script>", "a zip": "PK\x03\x04\x00\x00", "not text": "{\xff\xfe}", "two": string(encoded(t, good())) + string(encoded(t, good())),
		"deep": strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000), "deep lists": strings.Repeat("[", 200000), "deep in an answer": `{"format":"taglane-review-1","comments":[` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `]}`,
		"huge": `{"format":"taglane-review-1","name":"` + strings.Repeat("x", MostAnswer) + `"}`, "huge and wrapped": AnswerFormat + ":" + strings.Repeat("A", 2*MostAnswer) + ".", "a bomb of blanks": "{" + strings.Repeat(" ", 4*MostAnswer) + "}",
		"wrapped nothing": AnswerFormat + ":.", "wrapped noise": AnswerFormat + ":!!!.", "wrapped html": AnswerFormat + ":" + base64.RawURLEncoding.EncodeToString([]byte("<script>")) + ".",
		"huge exponent": strings.Replace(string(encoded(t, good())), `"frame":10`, `"frame":1e999`, 1), "no whole number": strings.Replace(string(encoded(t, good())), `"frame":10`, `"frame":1.5`, 1),
		"a number without end": strings.Replace(string(encoded(t, good())), `"frame":10`, `"frame":NaN`, 1),
	}
	out := map[string][]byte{}
	for name, text := range raw {
		out[name] = []byte(text)
	}
	for name, change := range map[string]func(object){
		"no format": drop("format"), "another format": set("format", "frameio-1"), "a newer format": set("format", "taglane-review-2"), "format as a number": set("format", 1),
		"no room": drop("room"), "no clip": drop("clip"), "no digest": drop("digest"), "no guest": drop("guest"), "no name": drop("name"), "a blank name": set("name", " \u200e\t\n "),
		"name as a list": set("name", []int{1}), "name as null": set("name", nil), "a name of controls": set("name", "\x00\x01\x1b"), "a name that only turns text": set("name", "\u202e\u2066"),
		"a guest of another form": set("guest", "mia"), "a guest in capitals": set("guest", strings.ToUpper(secretA)), "a guest too long": set("guest", secretA+"00"), "a guest as a path": set("guest", "../../../../../../../../../etc/pass"),
		"a room with a line break": set("room", "a\nb"), "a room too long": set("room", strings.Repeat("r", mostID+1)), "a room that turns text": set("room", "\u202eabc"),
		"a digest that is none": set("digest", "abc"), "a digest in capitals": set("digest", strings.Repeat("AB", 32)),
		"comments as a text": set("comments", "x"), "comments as an object": set("comments", object{"0": 1}), "a comment that is null": comments(nil), "a comment that is a number": comments(7), "a comment that is a list": comments([]int{}),
		"too many": func(a object) {
			all := make([]any, MostRemarks+1)
			for i := range all {
				all[i] = object{"id": fmt.Sprintf("0199bbbb-0000-7000-8000-%012x", i), "text": "x", "at": "2026-11-26T09:30:00Z"}
			}
			a["comments"] = all
		},
		"the same comment twice": comments(remark(remark1, "a"), remark(remark1, "b")),
		"verdict as a text":      set("verdict", "approves"), "verdict as a list": set("verdict", []int{1}), "verdict as true": set("verdict", true),
		"a verdict of no kind": judged("answer", "published"), "an empty verdict": judged("answer", ""), "verdict zero": judged("n", 0), "verdict below": judged("n", -1), "verdict of the last day": judged("n", 1<<20), "verdict without end": judged("n", 1e300),
		"verdict without a time": judged("at", "soon"), "verdict of the year 9999": judged("at", "9999-01-01T00:00:00Z"), "verdict of the year 1": judged("at", "0001-01-01T00:00:00Z"), "verdict note as a list": judged("note", []string{"x"}),
	} {
		out[name] = encoded(t, good(change))
	}
	for name, r := range map[string]object{
		"no id": remark("", "x"), "an id of the library": remark("c1", "x"), "a path as an id": remark("../c1", "x"), "an id of version 4": remark("0199bbbb-0000-4000-8000-000000000001", "x"), "an id in capitals": remark("0199BBBB-0000-7000-8000-000000000001", "x"),
		"an id with more": remark(remark1+"-x", "x"), "an id with a line break": remark(remark1+"\n", "x"), "another guest's id": remark(string(IDOf(GuestID("r", secretB), remark1)), "x"), "id as a number": remark(remark1, "x", "id", 5), "id as a list": remark(remark1, "x", "id", []string{"c1"}),
		"a frame below": remark(remark1, "x", "frame", -1), "a frame far out": remark(remark1, "x", "frame", 1<<40, "out", 1<<41), "an end before": remark(remark1, "x", "frame", 9, "out", 3), "frame as a text": remark(remark1, "x", "frame", "9"), "frame as null in a list": remark(remark1, "x", "frame", []any{nil}), "an end far out": remark(remark1, "x", "out", 1<<50),
		"nothing said": remark(remark1, "", "drawing", []any{}), "only controls": remark(remark1, "\x00\u202e\ufeff", "drawing", nil), "text as an object": remark(remark1, "x", "text", object{"html": "<b>"}), "text as a number": remark(remark1, "x", "text", 1),
		"an answer to itself": remark(remark1, "x", "reply", remark1), "a reply with a line break": remark(remark1, "x", "reply", "a\u2028b"), "a reply too long": remark(remark1, "x", "reply", strings.Repeat("r", mostID+1)), "reply as a list": remark(remark1, "x", "reply", []int{1}),
		"no time": remark(remark1, "x", "at", ""), "a time that is none": remark(remark1, "x", "at", "yesterday"), "the year 12000": remark(remark1, "x", "at", "12000-01-01T00:00:00Z"), "before all time": remark(remark1, "x", "at", "0001-01-01T00:00:00Z"), "time as a number": remark(remark1, "x", "at", 1764150000),
		"a comment too large":    remark(remark1, strings.Repeat("x", MostRemark)),
		"a form of no kind":      remark(remark1, "x", "drawing", []any{object{"kind": "script", "points": [][2]float64{{0, 0}, {1, 1}}}}),
		"a form without points":  remark(remark1, "x", "drawing", []any{object{"kind": "arrow", "points": [][2]float64{}}}),
		"a form outside":         remark(remark1, "x", "drawing", []any{object{"kind": "arrow", "points": [][2]float64{{0, 0}, {1, 1.2}}}}),
		"a form below":           remark(remark1, "x", "drawing", []any{object{"kind": "box", "points": [][2]float64{{-.1, 0}, {1, 1}}}}),
		"a form as a text":       remark(remark1, "x", "drawing", "M0 0"),
		"points as texts":        remark(remark1, "x", "drawing", []any{object{"kind": "arrow", "points": [][2]string{{"a", "b"}, {"c", "d"}}}}),
		"a colour of no kind":    remark(remark1, "x", "drawing", []any{object{"kind": "arrow", "points": [][2]float64{{0, 0}, {1, 1}}, "colour": 9}}),
		"a colour as a script":   remark(remark1, "x", "drawing", []any{object{"kind": "arrow", "points": [][2]float64{{0, 0}, {1, 1}}, "colour": "url(x)"}}),
		"a text form of nothing": remark(remark1, "x", "drawing", []any{object{"kind": "text", "points": [][2]float64{{0, 0}}, "text": "\u202e"}}),
		"a text form too long":   remark(remark1, "x", "drawing", []any{object{"kind": "text", "points": [][2]float64{{0, 0}}, "text": strings.Repeat("x", 1000)}}),
		"words on an arrow":      remark(remark1, "x", "drawing", []any{object{"kind": "arrow", "points": [][2]float64{{0, 0}, {1, 1}}, "text": "x"}}),
		"too many forms": remark(remark1, "x", "drawing", func() (all []any) {
			for range 65 {
				all = append(all, object{"kind": "point", "points": [][2]float64{{0, 0}}})
			}
			return all
		}()),
	} {
		out[name] = encoded(t, good(comments(r)))
	}
	return out
}

func TestAttacksOnAnswersAreRefused(t *testing.T) {
	all := attacks(t)
	if len(all) < 100 {
		t.Fatalf("only %d attacks", len(all))
	}
	for name, b := range all {
		a, err := ReadAnswer(b)
		if taglane.KindOf(err) != taglane.Invalid || len(a.Remarks) > 0 && err == nil {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: the sentence has lines: %v", name, err)
		}
	}
}

// What is hostile and can be shown is text, on its own lines, and no longer than
// a comment is.
func TestHostileTextIsText(t *testing.T) {
	for name, text := range map[string]string{
		"script": "<script>alert(1)</script>", "an end of a script": "</script><img src=x onerror=alert(1)>", "sql": "'); DROP TABLE comment;--", "a template": "{{.Secret}}${7*7}#{7*7}", "a link": "javascript:alert(1)",
		"a formula": "=cmd|' /C calc'!A0", "a long one": strings.Repeat("ä", 3*taglane.MostComment), "turned": "safe\u202egnp.exe", "controls": "a\x00b\x1b[31mc\u2028d", "a tag character": "x\U000e0041\U000e0042", "marks": "\ufeffé\u0301\u0301\u0301",
	} {
		a, err := ReadAnswer(encoded(t, good(set("name", text), comments(remark(remark1, text)), judged("note", text))))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for where, got := range map[string]string{"name": a.Name, "comment": a.Remarks[0].Text, "note": a.Verdict.Note} {
			most := map[string]int{"name": taglane.MostName}[where]
			if most == 0 {
				most = taglane.MostComment
			}
			if got != taglane.Tidied(text, most) && where != "name" || len([]rune(got)) > most || strings.ContainsAny(got, "\x00\x1b\u202e\u2028\ufeff\U000e0041") {
				t.Errorf("%s: the %s is %q", name, where, got)
			}
		}
	}
}

// An answer belongs to one room, and says no more than that asks for.
func TestAnAnswerBelongsToItsRoom(t *testing.T) {
	room := sunday(t).Room
	other := func(change func(*taglane.Room)) taglane.Room { r := room; change(&r); return r }
	for name, r := range map[string]taglane.Room{
		"another room": other(func(r *taglane.Room) { r.ID = "x" }), "another clip": other(func(r *taglane.Room) { r.Clip = "x" }), "another draft": other(func(r *taglane.Room) { r.Digest = strings.Repeat("cd", 32) }),
		"no comments": other(func(r *taglane.Room) { r.Rights.Comment = false }), "no verdict": other(func(r *taglane.Room) { r.Rights.Approve = false }),
	} {
		a, err := ReadAnswer(encoded(t, good()))
		if err != nil {
			t.Fatal(err)
		}
		if said, err := a.Said(r, made); taglane.KindOf(err) != taglane.Refused || said.Clip != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Nothing that a guest says can be called what is there already: not by naming
// it, not with another's secret, not from another room.
func TestGuestsNameOnlyTheirOwn(t *testing.T) {
	room := sunday(t).Room
	seen := map[taglane.ID]string{}
	for _, who := range []string{secretA, secretB, strings.Repeat("0", 32)} {
		for _, in := range []taglane.ID{room.ID, "other"} {
			a, err := ReadAnswer(encoded(t, good(set("guest", who), set("room", string(in)), comments(remark(remark1, "a"), remark(remark2, "b", "reply", remark1)))))
			if err != nil {
				t.Fatal(err)
			}
			r := room
			r.ID = in
			said, err := a.Said(r, made)
			if err != nil {
				t.Fatal(err)
			}
			if said.Comments[1].Reply != said.Comments[0].ID {
				t.Errorf("the reply goes to %s", said.Comments[1].Reply)
			}
			for _, c := range said.Comments {
				if was, have := seen[c.ID]; have || !strings.HasPrefix(string(c.ID), string(said.Guest.ID)+"-") || c.Texts[0].ID != c.ID {
					t.Errorf("%s of %s is %s's too", c.ID, who, was)
				}
				seen[c.ID] = who
			}
		}
	}
	if len(seen) != 12 {
		t.Errorf("%d names of 12", len(seen))
	}
}

// A guest's clock says anything; what they said lies between the room and now.
func TestAGuestsClockIsBound(t *testing.T) {
	now := made.Add(time.Hour)
	for at, want := range map[string]time.Time{"1999-01-01T00:00:00Z": made, "2150-01-01T00:00:00Z": now, "2026-11-26T09:30:00+00:00": made.Add(30 * time.Minute)} {
		a, err := ReadAnswer(encoded(t, good(comments(remark(remark1, "x", "at", at)), judged("at", at))))
		if err != nil {
			t.Fatal(err)
		}
		said, err := a.Said(sunday(t).Room, now)
		if err != nil || !said.Comments[0].At.Equal(want) || !said.Comments[0].Texts[0].At.Equal(want) || !said.Verdict.At.Equal(want) {
			t.Errorf("%s becomes %s, %v", at, said.Comments[0].At, err)
		}
	}
}

// FuzzAnswer: whatever comes, it is refused in a sentence or within bounds.
func FuzzAnswer(f *testing.F) {
	f.Add(encoded(f, good()))
	all := attacks(f)
	for _, name := range []string{"deep in an answer", "wrapped html", "a form outside"} {
		f.Add(all[name][:min(4000, len(all[name]))])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := ReadAnswer(b)
		if err != nil {
			if taglane.KindOf(err) != taglane.Invalid {
				t.Fatal(err)
			}
			return
		}
		ids := map[taglane.ID]bool{}
		for _, r := range a.Remarks {
			if ids[r.ID] || taglane.CheckDrawing(r.Drawing) != nil || r.Text != taglane.Tidied(r.Text, taglane.MostComment) || r.Frame < 0 || r.Out < r.Frame {
				t.Fatalf("%+v", r)
			}
			ids[r.ID] = true
		}
		if a.Name != taglane.OneLine(a.Name, taglane.MostName) || a.Name == "" || len(a.Remarks) > MostRemarks {
			t.Fatalf("%+v", a)
		}
		if v := a.Verdict; v != nil && (v.N < 1 || !slices.Contains([]taglane.Answer{taglane.Approves, taglane.Changes, taglane.Withdrawn}, v.Answer)) {
			t.Fatalf("%+v", v)
		}
	})
}
