package studio

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
	"taglane/app/team"
)

// resealed gives bytes the sum at their end that a bundle has.
func resealed(b []byte) []byte {
	if len(b) > 2 {
		b = b[:len(b)-2]
	}
	sum := sha256.Sum256(b)
	return append(append(bytes.Clone(b), 64, 0), hex.EncodeToString(sum[:])...)
}

// archive packs files as a bundle does; odd changes how an entry is written.
func archive(t *testing.T, inside map[string]string, odd ...func(*zip.FileHeader)) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(inside)) {
		h := &zip.FileHeader{Name: name, Method: zip.Store}
		if name != "manifest.json" && name != "manifest.sig" {
			for _, change := range odd {
				change(h)
			}
		}
		w, err := z.CreateHeader(h)
		if err == nil && !strings.HasSuffix(name, "/") {
			_, err = io.WriteString(w, inside[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return resealed(out.Bytes())
}

// signed gives files a manifest that mallory vouches for; change makes it another.
func signed(t *testing.T, inside map[string]string, change func(*team.Manifest)) map[string]string {
	t.Helper()
	out := map[string]string{}
	m := team.Manifest{Format: 1, ID: "b", Created: tomorrow, Device: "mallory", By: "mia", Key: base64.StdEncoding.EncodeToString(mallory.Public().(ed25519.PublicKey))}
	for _, name := range slices.Sorted(maps.Keys(inside)) {
		sum := sha256.Sum256([]byte(inside[name]))
		m.Entries = append(m.Entries, team.Entry{Path: name, Size: int64(len(inside[name])), SHA256: hex.EncodeToString(sum[:])})
		out[name] = inside[name]
	}
	if change != nil {
		change(&m)
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	out["manifest.json"], out["manifest.sig"] = string(text), string(ed25519.Sign(mallory, append([]byte("taglane bundle 1\n"), text...)))
	return out
}

// bundlesForged are archives that no Taglane writes.
func (v *besieged) bundlesForged() {
	for _, name := range []string{
		"../bait", "../../bait", "media/../../bait", "media/../../../bait", "/etc/passwd", "//host/x", `..\bait`, `media\..\..\bait`, `C:\bait`, "C:bait", "media/", "media", "edits/", "edits/../x.jsonl", "edits/..jsonl",
		"./manifest.json", "manifest.json/", "MANIFEST.JSON", "manifest.json ", "manifest.json.", "manifest.json\x00", "media/CON", "media/nul.txt", "media/" + strings.Repeat("A", 64), "media/" + strings.Repeat("a", 63), "media/" + strings.Repeat("a", 65),
		"media/\u202e" + strings.Repeat("a", 61), "edits/é.jsonl", "edits/e\u0301.jsonl", ".bashrc", "library.db", "../library.db", "media/" + strings.Repeat("a", 64) + "/x", "", " ", "a\nb", "edits/" + strings.Repeat("d", 65) + ".jsonl", "edits/x.jsonl\r", "~/x", "$HOME/x",
	} {
		v.bundle("a name that leads elsewhere", fmt.Sprintf("%q", name), archive(v.t, signed(v.t, map[string]string{name: "evil"}, nil)), true)
	}
	sum := sha256.Sum256([]byte("evil"))
	good := map[string]string{"media/" + hex.EncodeToString(sum[:]): "evil"}
	for _, mode := range []fs.FileMode{fs.ModeSymlink, fs.ModeDir, fs.ModeDevice, fs.ModeNamedPipe, fs.ModeSocket, fs.ModeCharDevice | fs.ModeDevice} {
		v.bundle("a file that is none", mode.String(), archive(v.t, signed(v.t, good, nil), func(h *zip.FileHeader) { h.SetMode(mode | 0o777) }), true)
	}
	v.bundle("a file that is none", "locked", archive(v.t, signed(v.t, good, nil), func(h *zip.FileHeader) { h.Flags |= 1 }), true)
	v.bundle("a bomb", "packed media", archive(v.t, signed(v.t, map[string]string{"media/" + zeroes: strings.Repeat("\x00", 8<<20)}, nil), func(h *zip.FileHeader) { h.Method = zip.Deflate }), true)
	v.bundle("a bomb", "packed lines", archive(v.t, signed(v.t, map[string]string{"edits/x.jsonl": strings.Repeat("\x00", 8<<20)}, func(m *team.Manifest) {
		m.Entries[0].Size = 10
	}), func(h *zip.FileHeader) { h.Method = zip.Deflate }), true)
	v.bundle("a bomb", "twenty thousand files", archive(v.t, signed(v.t, many(20_001), nil)), true)
	v.bundle("a bomb", "a deep manifest", archive(v.t, map[string]string{"manifest.json": strings.Repeat(`{"format":`, 30_000), "manifest.sig": strings.Repeat("x", 64)}), true)
	v.bundle("a bomb", "a long manifest", archive(v.t, map[string]string{"manifest.json": strings.Repeat(" ", 8<<20+1) + "{}", "manifest.sig": strings.Repeat("x", 64)}), true)
	for _, size := range []int64{-1, 0, 3, 5, 1 << 40, 1<<63 - 1, -1 << 63} {
		v.bundle("another size than it says", fmt.Sprint(size), archive(v.t, signed(v.t, good, func(m *team.Manifest) { m.Entries[0].Size = size })), true)
	}
	for _, format := range []int{-1, 0, 2, 3, 99, 1 << 30} {
		v.bundle("another format", fmt.Sprint(format), archive(v.t, signed(v.t, good, func(m *team.Manifest) { m.Format = format })), true)
	}
	for i, key := range []string{"", "AAAA", "not base64", base64.StdEncoding.EncodeToString(make([]byte, 32)), base64.StdEncoding.EncodeToString(append([]byte{1}, make([]byte, 31)...)), base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0xff}, 32)), base64.StdEncoding.EncodeToString(make([]byte, 33))} {
		v.bundle("another key", fmt.Sprint(i), archive(v.t, signed(v.t, good, func(m *team.Manifest) { m.Key = key })), true)
	}
	for name, sig := range map[string]string{"none": "", "zeros": strings.Repeat("\x00", 64), "short": strings.Repeat("x", 63), "long": strings.Repeat("x", 65), "mia's": unzipped(v.t, v.honest)["manifest.sig"]} {
		b := signed(v.t, good, nil)
		b["manifest.sig"] = sig
		v.bundle("another signature", name, archive(v.t, b), true)
	}
	// A signature whose second half is written as another number that means the same.
	b := signed(v.t, good, nil)
	b["manifest.sig"] = malleable(b["manifest.sig"])
	v.bundle("another signature", "of another number", archive(v.t, b), true)
	for i := range 24 { // lines that are not what the manifest says
		v.bundle("lines that do not hold", fmt.Sprint(i), archive(v.t, signed(v.t, map[string]string{"edits/x.jsonl": "{}\t00000000\n"}, func(m *team.Manifest) {
			m.Lines = []team.Lines{{Device: []string{"x", "y", "../x", ""}[i%4], First: uint64(i % 3), Count: i % 2, Prev: []string{"", "00"}[i/12]}}
		})), true)
	}
}

var zeroes = func() string {
	sum := sha256.Sum256(make([]byte, 8<<20))
	return hex.EncodeToString(sum[:])
}()

func many(n int) map[string]string {
	all := map[string]string{}
	for i := range n {
		sum := sha256.Sum256(fmt.Append(nil, i))
		all["media/"+hex.EncodeToString(sum[:])] = fmt.Sprint(i)
	}
	return all
}

// malleable adds the order of the group to a signature's number.
func malleable(sig string) string {
	order, _ := hex.DecodeString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
	b, carry := []byte(sig), 0
	for i := range 32 {
		carry += int(b[32+i]) + int(order[i])
		b[32+i], carry = byte(carry), carry>>8
	}
	return string(b)
}

// bundlesOfEdits are whole and well signed, by mallory, and say what mallory wants.
func (v *besieged) bundlesOfEdits() {
	own := mallory.Public().(ed25519.PublicKey)
	base := taglane.Verdict{Clip: v.clip, Digest: v.digest, Member: v.member.ID, N: 7, Answer: taglane.Approves, Note: "<script>alert(1)</script>", At: tomorrow}
	by := func(change func(*taglane.Verdict)) taglane.Verdict {
		w := base
		if change != nil {
			change(&w)
		}
		w.Signature = ed25519.Sign(mallory, w.Signed())
		return w
	}
	old, err := v.nora.store.Verdicts(ctx, v.clip)
	if err != nil || len(old) != 1 {
		v.t.Fatal(old, err)
	}
	me := members(v.t, v.nora)[0].ID
	forged := map[string][]edit.Write{
		"signed by mallory":             store.VerdictWrites(by(nil)),
		"signed by nobody":              store.VerdictWrites(base),
		"signed with nothing":           store.VerdictWrites(func() taglane.Verdict { w := base; w.Signature = make([]byte, 64); return w }()),
		"an old signature":              store.VerdictWrites(func() taglane.Verdict { w := base; w.Signature = old[0].Signature; return w }()),
		"an old verdict, a new number":  store.VerdictWrites(func() taglane.Verdict { w := old[0]; w.N = 9; return w }()),
		"an old verdict, a new digest":  store.VerdictWrites(func() taglane.Verdict { w := old[0]; w.Digest = v.digest; return w }()),
		"an old verdict, another clip":  store.VerdictWrites(func() taglane.Verdict { w := old[0]; w.Clip = "other"; return w }()),
		"an old verdict, another cell":  {store.Set(store.KindVerdict, taglane.VerdictID(v.clip, v.member.ID, 11), "verdict", old[0])},
		"in the owner's name":           store.VerdictWrites(by(func(w *taglane.Verdict) { w.Member = me })),
		"of a member who is not":        store.VerdictWrites(by(func(w *taglane.Verdict) { w.Member = "nobody" })),
		"number zero":                   store.VerdictWrites(by(func(w *taglane.Verdict) { w.N = 0 })),
		"the last number":               store.VerdictWrites(by(func(w *taglane.Verdict) { w.N = taglane.MostVerdicts })),
		"mallory as a member":           append(store.MemberWrites(taglane.Member{ID: "mallory", Name: "mia", Key: own}), store.VerdictWrites(by(func(w *taglane.Verdict) { w.Member = "mallory" }))...),
		"mallory as a guest":            append(store.MemberWrites(taglane.Member{ID: "guest", Name: "mia", Key: own, Guest: true}), store.VerdictWrites(by(func(w *taglane.Verdict) { w.Member = "guest" }))...),
		"a member with mia's own key":   append(store.MemberWrites(taglane.Member{ID: "twin", Name: "mia"}), store.VerdictWrites(by(func(w *taglane.Verdict) { w.Member = "twin" }))...),
		"a comment that is a script":    {store.Set(store.KindComment, "s", edit.Present, true), store.Set(store.KindComment, "s", "clip", v.clip), store.Set(store.KindComment, "s", "name", "<img src=x onerror=alert(1)>")},
		"a verdict that is a text":      {store.Set(store.KindVerdict, taglane.VerdictID(v.clip, v.member.ID, 12), "verdict", "approves")},
		"a verdict that is a list":      {store.Set(store.KindVerdict, taglane.VerdictID(v.clip, v.member.ID, 13), "verdict", []int{1})},
		"a verdict of an unknown field": {store.Set(store.KindVerdict, taglane.VerdictID(v.clip, v.member.ID, 14), "approved", true)},
		"a key that is a text":          {store.Set(store.KindMember, "mallory", "key", "AAAA")},
		"a key of nothing":              append(store.MemberWrites(taglane.Member{ID: "null", Name: "mia", Key: make([]byte, 32)}), store.VerdictWrites(by(func(w *taglane.Verdict) { w.Member = "null" }))...),
	}
	for _, answer := range []taglane.Answer{"", "APPROVES", "approved", "yes", taglane.Approves + " "} {
		forged["the answer "+string(answer)+"."] = store.VerdictWrites(by(func(w *taglane.Verdict) { w.Answer = answer }))
	}
	for i := 0; i < 64; i += often(5) { // a bit of mia's own signature on what she did not sign
		w := base
		w.Signature = bytes.Clone(old[0].Signature)
		w.Signature[i] ^= 1
		forged[fmt.Sprintf("bit of signature %d", i)] = store.VerdictWrites(w)
	}
	for what, writes := range forged {
		v.bundle("well signed and forged inside", what, v.saying(writes), false)
	}
	// Last, for mia has to be compared anew after it: a key in place of hers.
	v.bundle("well signed and forged inside", "another key for mia", v.saying(append(store.MemberWrites(taglane.Member{ID: v.member.ID, Name: "mia", Key: own}), store.VerdictWrites(by(func(w *taglane.Verdict) { w.N = 20 }))...)), false)
	for _, m := range members(v.t, v.nora) {
		if m.ID == v.member.ID && m.Fingerprint == taglane.Fingerprint(own) && m.Standing == "known" {
			v.t.Error("a key that was changed counts as compared")
		}
	}
}

// saying is a bundle of one device nobody knows with one edit.
func (v *besieged) saying(writes []edit.Write) []byte {
	v.t.Helper()
	device := fmt.Sprintf("mallory%d", v.tried["well signed and forged inside"])
	e := edit.Edit{ID: edit.ID{Device: device, Seq: 1}, At: edit.Time{Millis: tomorrow.UnixMilli() - int64(1000-len(device)), Device: device}, By: "mia", Label: "Approve", Writes: writes}
	var out bytes.Buffer
	err := team.WriteBundle(ctx, &out, team.Filled{ID: "b", Created: tomorrow, Device: device, By: "mia", Logs: map[string]team.Log{device: func(_ context.Context, after uint64, _ int) ([]edit.Edit, error) {
		if after > 0 {
			return nil, nil
		}
		return []edit.Edit{e}, nil
	}}}, mallory)
	if err != nil {
		v.t.Fatal(err)
	}
	return out.Bytes()
}

// answers are what a guest, or whoever says to be one, can send.
func (v *besieged) answers() {
	room, err := v.nora.ReviewRoom(ctx, v.clip, RoomOptions{Rights: taglane.Rights{Comment: true, Approve: true}, Bare: true, Out: filepath.Join(v.t.TempDir(), "room.review.html")})
	if err != nil {
		v.t.Fatal(err)
	}
	whole := fmt.Sprintf(`{"format":"taglane-review-1","room":%q,"clip":%q,"digest":%q,"guest":"00112233445566778899aabbccddeeff","name":"Mia","comments":[{"id":"0199bbbb-0000-7000-8000-000000000001","frame":10,"out":12,"text":"Yes","drawing":[],"reply":"","at":"2026-11-26T09:30:00Z"}],"verdict":{"n":1,"answer":"approves","note":"Lovely.","at":"2026-11-26T09:30:00Z"}}`, room.Room, v.clip, v.digest)
	give := func(kind, what, text string) {
		_, err := v.nora.TakeAnswer(ctx, []byte(text))
		v.judge(kind, what, err, false)
	}
	for i := 0; i < len(whole); i += often(7) {
		b := []byte(whole)
		b[i] ^= 1 << (i % 7)
		give("an answer with a bit turned", fmt.Sprint(i), string(b))
	}
	for i := 0; i < len(whole); i += 16 * often(2) {
		give("an answer cut", fmt.Sprint(i), whole[:i])
		give("an answer cut and wrapped", fmt.Sprint(i), "taglane-review-1:"+base64.RawURLEncoding.EncodeToString([]byte(whole[:i]))+".")
	}
	for i, text := range []string{"<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}", "'); DROP TABLE comment;--", "\u202esafe", "=cmd|' /C calc'!A0", "<svg/onload=alert(1)>", "%0d%0aSet-Cookie: a=b", "${jndi:ldap://x/a}"} {
		quoted, err := json.Marshal(text)
		if err != nil {
			v.t.Fatal(err)
		}
		id := fmt.Sprintf("0199bbbb-0000-7000-8000-0000000001%02x", i)
		give("script in an answer", text, strings.NewReplacer(`"Yes"`, string(quoted), `"Mia"`, string(quoted), `"Lovely."`, string(quoted), "0199bbbb-0000-7000-8000-000000000001", id).Replace(whole))
		threads, err := v.nora.Comments(ctx, v.clip)
		if err != nil || !slices.ContainsFunc(threads, func(c Comment) bool { return c.Text == taglane.Tidied(text, taglane.MostComment) }) {
			v.t.Errorf("%q is not shown as it is: %v", text, err)
		}
	}
	for _, swap := range [][2]string{{string(room.Room), "elsewhere"}, {string(v.clip), "other"}, {v.digest, strings.Repeat("0", 64)}, {"taglane-review-1", "taglane-review-0"}, {"taglane-review-1", "taglane-review-2"}, {`"n":1`, `"n":0`}, {`"n":1`, `"n":1048577`}, {`"approves"`, `"counts"`}, {`"reply":""`, `"reply":"../../x"`}} {
		give("an answer about something else", swap[1], strings.ReplaceAll(whole, swap[0], swap[1]))
	}
	for i := range 5 {
		give("an old answer again", fmt.Sprint(i), whole)
	}
}
