package everything

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"taglane/app/exchange"
	"taglane/app/files"
	"taglane/app/store"
	"taglane/app/taglane"
)

// everyClip is more clips than a library can hold.
const everyClip = 1 << 30

// clips writes a folder for each clip, and the list of all. It says how many
// films were to be copied and are not where they were.
func (w *writer) clips(l Lent, c Choice, told Progress) (missing int, err error) {
	ids, err := l.Store.IDs(w.ctx, store.Query{}, everyClip)
	if err != nil {
		return 0, err
	}
	slices.Sort(ids) // always the same order; ids of one library begin with their time
	facts, err := l.Store.Facts(w.ctx)
	if err != nil {
		return 0, err
	}
	projects := map[taglane.ID]string{}
	for _, p := range facts.Projects {
		projects[p.ID] = p.Name
	}
	all := newTable("folder", "name", "title", "project", "seconds", "width", "height", "frames_per_second", "tags", "added", "file", "bytes", "note", "id")
	captions := newTable("folder", "clip", "place", "field", "text")
	places, err := w.placeNames(l)
	if err != nil {
		return 0, err
	}
	taken := map[string]int{}
	for i, id := range ids {
		d, err := l.Draft(w.ctx, id)
		if taglane.KindOf(err) == taglane.NotFound { // deleted meanwhile
			continue
		}
		if err != nil {
			return 0, err
		}
		folder := "clips/" + unique(taken, files.Name(d.Clip.Heading()))
		step := within(told, float64(i)/float64(len(ids)), float64(i+1)/float64(len(ids)))
		film := ""
		if c.Films {
			if film, err = w.film(d.Clip, folder, step); err != nil {
				return 0, err
			}
			if film == "" {
				missing++
			}
		}
		if err := w.clip(l, c, d, folder, film); err != nil {
			return 0, err
		}
		all.add(folder, d.Clip.Name, d.Clip.Title, projects[d.Clip.Project], seconds(d.Clip), strconv.Itoa(d.Clip.Width), strconv.Itoa(d.Clip.Height), rate(d.Clip.Rate),
			strconv.Itoa(len(d.Tags)), when(d.Clip.AddedAt), d.Clip.Path, strconv.FormatInt(d.Clip.Size, 10), d.Clip.Note, string(id))
		if err := w.captions(l, captions, folder, d.Clip, places); err != nil {
			return 0, err
		}
		w.made.Clips++
		step(1)
	}
	if err := w.text("captions.csv", captions.text()); err != nil {
		return 0, err
	}
	return missing, w.text("clips.csv", all.text())
}

// film copies the footage of a clip; "" where it is not where it was.
func (w *writer) film(c taglane.Clip, folder string, told Progress) (string, error) {
	name := "film" + strings.ToLower(filepath.Ext(c.Path))
	if files.Name(name) != name {
		name = "film"
	}
	done := int64(0)
	e := Entry{Path: folder + "/" + name, Role: Film, Clip: c.ID, Fingerprint: c.Fingerprint, From: c.Path}
	err := w.copied(e, c.Path, func(n int) {
		if done += int64(n); c.Size > 0 {
			told(min(float64(done)/float64(c.Size), 1))
		}
	})
	if taglane.KindOf(err) == taglane.NotFound {
		return "", nil
	}
	return name, err
}

// clip writes what is known of one clip for other tools.
func (w *writer) clip(l Lent, c Choice, d taglane.Draft, folder, film string) error {
	stamp := exchange.Stamp{Media: film, ExportedAt: w.made.Created, Images: func(id taglane.ID) string {
		for _, p := range d.Products {
			if p.ID == id && p.Image != "" {
				return "../../pictures/" + p.Image + pictureEnding
			}
		}
		return ""
	}}
	for _, f := range []struct {
		as   exchange.Format
		name string
	}{{exchange.TimelineJSON, "timeline.json"}, {exchange.CSV, "tags.csv"}, {exchange.WebVTT, "tags.vtt"}} {
		var b bytes.Buffer
		if _, err := exchange.Write(&b, f.as, d, stamp); err != nil {
			// What came from elsewhere may break a rule of the form; it is in the log all the same.
			b.Reset()
			b.WriteString(l.Tell(taglane.SaidOf(err)) + "\n")
			if err := w.text(folder+"/"+f.name+".txt", b.Bytes()); err != nil {
				return err
			}
			continue
		}
		if err := w.text(folder+"/"+f.name, b.Bytes()); err != nil {
			return err
		}
	}
	comments, err := l.Comments(w.ctx, d.Clip.ID, c.Private)
	if err != nil {
		return err
	}
	if err := w.text(folder+"/comments.csv", comments); err != nil {
		return err
	}
	return w.versions(l, d.Clip, folder)
}

// versions lists the cuts of a clip, where it has any but the first.
func (w *writer) versions(l Lent, c taglane.Clip, folder string) error {
	all, err := l.Store.Versions(w.ctx, c.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	t := newTable("at", "by", "file", "seconds", "note", "id")
	for _, v := range all {
		t.add(when(v.At), v.By, v.Name, seconds(taglane.Clip{Facts: v.Facts}), v.Note, string(v.ID))
	}
	return w.text(path.Join(folder, "versions.csv"), t.text())
}

// captions lists what goes with the posts of a clip: its own words, and what was
// decided for a place alone.
func (w *writer) captions(l Lent, t *table, folder string, c taglane.Clip, places map[taglane.ID]string) error {
	for _, own := range [][2]string{{"title", c.Title}, {"caption", c.Caption}} {
		if own[1] != "" {
			t.add(folder, c.Heading(), "", own[0], own[1])
		}
	}
	variants, err := l.Store.Variants(w.ctx, c.ID)
	if err != nil {
		return err
	}
	for _, account := range sorted(variants) {
		for _, field := range sorted(variants[account]) {
			name := places[account]
			if name == "" {
				name = string(account)
			}
			t.add(folder, c.Heading(), name, field, variants[account][field])
		}
	}
	return nil
}

func (w *writer) placeNames(l Lent) (map[taglane.ID]string, error) {
	accounts, err := l.Store.Accounts(w.ctx)
	out := map[taglane.ID]string{}
	for _, a := range accounts {
		out[a.ID] = a.Name
	}
	return out, err
}

// unique is a name that no other clip has, also where letters are not told apart
// by their size.
func unique(taken map[string]int, name string) string {
	for {
		key := strings.ToLower(name)
		taken[key]++
		n := taken[key]
		if n == 1 {
			return name
		}
		name = fmt.Sprintf("%s %d", name, n)
	}
}

func seconds(c taglane.Clip) string {
	if !c.Rate.Valid() {
		return ""
	}
	return strconv.FormatFloat(float64(c.Frames)*float64(c.Rate.Den)/float64(c.Rate.Num), 'f', 3, 64)
}

func rate(r taglane.Rate) string {
	if !r.Valid() {
		return ""
	}
	return strconv.FormatFloat(float64(r.Num)/float64(r.Den), 'f', -1, 64)
}
