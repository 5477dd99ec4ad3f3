package versions_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"taglane/app/conform"
	"taglane/app/sample"
	"taglane/app/taglane"
	"taglane/app/versions"
)

// loudness is a sound that swells in a way that does not repeat.
const loudness = "aevalsrc='0.5*sin(2*PI*(180+60*sin(0.7*t))*t)*(0.15+0.85*abs(sin(0.9*t+1.3*sin(0.37*t))))':s=44100"

// sources are films of different kinds: drawn and filmed slowly, deep and fine,
// busy, restless, and one that is a row of slides.
func sources(t testing.TB, dir string) []source {
	path := filepath.Join(dir, "sample.mp4")
	if err := os.WriteFile(path, sample.Clip, 0o600); err != nil {
		t.Fatal(err)
	}
	return []source{
		{name: "sunday", in: []string{"-i", path}, seconds: 14, filter: "scale=216:384"},
		{name: "depth", picture: "mandelbrot=s=216x384:rate=30:end_scale=0.0003:end_pts=500", sound: loudness, seconds: 14},
		{name: "busy", picture: "testsrc2=s=216x384:rate=25", sound: loudness, seconds: 14},
		{name: "restless", picture: "life=s=108x192:rate=30:mold=10:ratio=0.3:seed=7:death_color=#C83232:life_color=#00ff00,scale=216:384", sound: loudness, seconds: 14},
		{name: "slides", picture: "gradients=s=216x384:rate=30:speed=0.01:seed=9:nb_colors=6,zoompan=z='1+0.15*mod(in,90)/90':d=1:s=216x384:fps=30", sound: loudness, seconds: 14},
		{name: "silent", picture: "mandelbrot=s=216x384:rate=24:end_scale=0.002:end_pts=400", seconds: 14},
	}
}

// recut is one way to cut a film again: pieces of it in an order, with other
// footage where a piece begins below 0.
type recut struct {
	what   string
	pieces []taglane.Span
	crop   bool
	encode []string
}

// recuts are what editors do between two drafts, drawn by chance.
func recuts(r *rand.Rand, n taglane.Frame) recut {
	at := func(from, to taglane.Frame) taglane.Frame {
		return from + taglane.Frame(r.Int64N(int64(max(1, to-from))))
	}
	whole := taglane.Span{Out: n}
	c := recut{encode: []string{"-crf", "23"}}
	switch r.IntN(6) {
	case 0:
		in := at(1, n/4)
		c.what, c.pieces = "trimmed at both ends", []taglane.Span{{In: in, Out: n - at(1, n/4)}}
	case 1:
		a := at(n/5, n/2)
		c.what, c.pieces = "a piece taken out", []taglane.Span{{Out: a}, {In: a + at(12, n/4), Out: n}}
	case 2:
		a, b := at(n/5, n/2), at(n*6/10, n*8/10)
		c.what, c.pieces = "two pieces swapped", []taglane.Span{{Out: a}, {In: b, Out: n}, {In: a, Out: b}}
	case 3:
		a := at(n/5, n*4/5)
		c.what, c.pieces = "other footage put in", []taglane.Span{{Out: a}, {In: -at(15, 70)}, {In: a, Out: n}}
	case 4:
		c.what, c.pieces = "only written again", []taglane.Span{whole}
	default:
		a, b := at(n/5, n*2/5), at(n/2, n*7/10)
		c.what, c.pieces = "tightened and turned around", []taglane.Span{{In: at(1, 20), Out: a}, {In: b, Out: n - at(1, 30)}, {In: a + at(5, 20), Out: b - at(5, 20)}}
	}
	if r.IntN(2) == 0 {
		c.what, c.encode = c.what+", at a low bitrate", []string{"-b:v", "90k", "-maxrate", "120k", "-bufsize", "120k"}
	}
	if r.IntN(3) == 0 {
		c.what, c.crop = c.what+", cropped by 5 %", true
	}
	return c
}

// make writes it, and says exactly which frames of it are which of the old one.
func (c recut) make(t testing.TB, old string, rate taglane.Rate, sound bool, path string) []taglane.Piece {
	t.Helper()
	var g, joined strings.Builder
	var truth []taglane.Piece
	end := taglane.Frame(0)
	args := []string{"-i", old, "-f", "lavfi", "-i", fmt.Sprintf("cellauto=s=216x384:rate=%s:rule=110:seed=3", rate), "-f", "lavfi", "-i", "anoisesrc=amplitude=0.3:seed=5:sample_rate=44100"}
	for i, p := range c.pieces {
		v, a, in := "0:v", "0:a", p.In
		if p.In < 0 {
			v, a, in = "1:v", "2:a", 0
		} else {
			truth = append(truth, taglane.Piece{New: taglane.Span{In: end, Out: end + p.Len()}, Old: p.In})
		}
		fmt.Fprintf(&g, "[%s]trim=start_frame=%d:end_frame=%d,setpts=PTS-STARTPTS,format=yuv420p,setsar=1[v%d];", v, in, in+p.Len(), i)
		fmt.Fprintf(&joined, "[v%d]", i)
		if sound {
			fmt.Fprintf(&g, "[%s]atrim=start=%f:end=%f,asetpts=PTS-STARTPTS,aformat=channel_layouts=mono[a%d];", a, rate.Seconds(in), rate.Seconds(in+p.Len()), i)
			fmt.Fprintf(&joined, "[a%d]", i)
		}
		end += p.Len()
	}
	n := 0
	if sound {
		n = 1
	}
	fmt.Fprintf(&g, "%sconcat=n=%d:v=1:a=%d[v]", joined.String(), len(c.pieces), n)
	out := []string{"-map", "[w]"}
	if sound {
		g.WriteString("[a]")
		out = append(out, "-map", "[a]", "-c:a", "aac", "-b:a", "64k")
	}
	if c.crop {
		g.WriteString(";[v]crop=iw*0.95:ih*0.95,scale=216:384[w]")
	} else {
		g.WriteString(";[v]null[w]")
	}
	args = append(append(args, "-filter_complex", g.String()), out...)
	ffmpeg(t, append(append(append(args, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-r", rate.String()), c.encode...), path)...)
	return truth
}

// score is how well what went with cuts was told.
type score struct{ stay, right, gone, lost, doubt int }

// Clips that are cut again by ffmpeg: what stays is told within two frames of
// where it is, and what is gone is told to be lost. TAGLANE_CUTS=50 for the
// promise; without it, one of a few kinds.
func TestCutAgain(t *testing.T) {
	n := 4
	if s := os.Getenv("TAGLANE_CUTS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	dir := t.TempDir()
	all := sources(t, dir)
	if n <= 4 {
		all = all[:1]
		all[0].name, all[0].seconds = "short", 9
	}
	var sum score
	for i := range n {
		r := rand.New(rand.NewPCG(uint64(i), 2611))
		of := all[i%len(all)]
		cutOne(t, r, film(t, dir, of), filepath.Join(dir, fmt.Sprintf("cut%d.mp4", i)), of, &sum)
	}
	t.Logf("%d cuts: %d of %d things that stay are within 2 frames, %d of %d that are gone are lost, %d in doubt", n, sum.right, sum.stay, sum.lost, sum.gone, sum.doubt)
	if sum.stay < 4*n || float64(sum.right) < 0.98*float64(sum.stay) {
		t.Errorf("only %d of %d things are where their footage is", sum.right, sum.stay)
	}
	if sum.lost < sum.gone {
		t.Errorf("only %d of %d things are lost that are gone", sum.lost, sum.gone)
	}
}

func cutOne(t *testing.T, r *rand.Rand, old, path string, of source, sum *score) {
	d := newDesk(t)
	c := d.clip("c", old)
	cut := recuts(r, c.Frames)
	truth := cut.make(t, old, c.Rate, c.Audio != "", path)
	var spans []taglane.Span
	for i := range 14 {
		in := taglane.Frame(r.Int64N(int64(c.Frames - 12)))
		span := taglane.Span{In: in, Out: min(in+12+taglane.Frame(r.Int64N(80)), c.Frames)}
		spans = append(spans, span)
		d.tag(taglane.ID(fmt.Sprintf("t%02d", i)), "c", span.In, span.Out)
	}
	before := time.Now()
	s := d.must(d.NewCut(bg, "c", path))
	took := time.Since(before)
	m := conform.Map{Old: c.Rate, New: c.Rate, Pieces: truth}
	bad := 0
	for _, x := range s.Cut.Items {
		i, _ := strconv.Atoi(string(x.ID[1:]))
		bad += sum.judge(t, m, spans[i], x, s.Cut)
	}
	t.Logf("%s, %s: %d wrong, %.1f s", of.name, cut.what, bad, took.Seconds())
}

// judge compares what is told of a thing with what is true of it.
func (s *score) judge(t *testing.T, m conform.Map, span taglane.Span, x versions.Item, cut *versions.Cut) int {
	want := versions.Over(m, span)
	left := taglane.Frame(0)
	for _, r := range m.Runs(span) {
		left += r.New.Len()
	}
	switch {
	case left == 0:
		s.gone++
		if x.How == taglane.Lost {
			s.lost++
			return 0
		}
		t.Logf("  frames %v are gone and said to be at %v", span, x.New)
		return 1
	case left < 8: // so little is left that a frame decides
		s.doubt++
		return 0
	}
	s.stay++
	near := func(a, b taglane.Frame) bool { return max(a-b, b-a) <= 2 }
	for _, w := range want {
		if w.Len() < 8 {
			continue
		}
		if !slices.ContainsFunc(x.New, func(g taglane.Span) bool { return near(g.In, w.In) && near(g.Out, w.Out) }) {
			t.Logf("  frames %v are at %v and said to be at %v; %v", span, want, x.New, cut.N)
			return 1
		}
	}
	s.right++
	return 0
}
