package insight

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func eur(v string) taglane.Amount { return taglane.Amount{Value: v, Currency: "EUR"} }

func line(key, original, sub, commission string, state taglane.EarningState) taglane.Earning {
	return taglane.Earning{Account: "n", Key: key, Original: original, SubID: sub, Commission: eur(commission), State: state, Quantity: 1, SoldAt: noon}
}

// A line is credited to the tag whose link it names, to the post that it names,
// or to nobody.
func TestJoin(t *testing.T) {
	links := map[string]taglane.Link{"s1": {SubID: "s1", Clip: "c", Tag: "t", Product: "p", Service: "webpage"}, "": {Clip: "wrong"}}
	posts := []Post{{Publication: "pub", Account: "n", Clip: "c2", Service: "tiktokshop", ID: "77"}, {Publication: "other", Account: "m", ID: "77"}}
	of := line("2", "2", "", "1", taglane.Earned)
	of.Post = "77"
	got := Join([]taglane.Earning{line("1", "1", "s1", "1", taglane.Earned), of, line("3", "3", "s2", "1", taglane.Earned), line("4", "4", "", "1", taglane.Earned)}, links, posts)
	want := [][4]taglane.ID{{"c", "t", "p", ""}, {"c2", "", "", "pub"}, {}, {}}
	for i, c := range got {
		if is := [4]taglane.ID{c.Clip, c.Tag, c.Product, c.Publication}; is != want[i] {
			t.Errorf("line %d is credited to %v, want %v", i, is, want[i])
		}
	}
	if lost := Unassigned(got); len(lost) != 2 {
		t.Errorf("%d lines are nobody's", len(lost))
	}
}

// A correction often comes back without the mark of what it corrects. Its sale
// has it, unless that is of two tags.
func TestCorrectionsAreCreditedAsTheirSale(t *testing.T) {
	links := map[string]taglane.Link{"s1": {SubID: "s1", Clip: "c", Tag: "t", Product: "p", Service: "webpage"}, "s2": {SubID: "s2", Clip: "c", Tag: "u", Product: "q", Service: "webpage"}}
	other := line("9", "order-1", "", "-1", taglane.Earned)
	other.Account = "another"
	of := line("6", "order-4", "", "2", taglane.Earned)
	of.Post = "77"
	named := line("8", "order-1", "somebody", "1", taglane.Earned)
	got := Join([]taglane.Earning{
		line("2", "order-1", "", "-2.50", taglane.Pending), // before its sale
		line("1", "order-1", "s1", "2.50", taglane.Pending),
		line("3", "order-2", "s1", "1", taglane.Earned), line("4", "order-2", "s2", "1", taglane.Earned), line("5", "order-2", "", "-1", taglane.Earned),
		of, line("7", "order-4", "", "-2", taglane.Earned),
		named, other, line("10", "", "", "1", taglane.Earned),
	}, links, []Post{{Publication: "pub", Account: "n", Clip: "d", Service: "tiktokshop", ID: "77"}})
	want := [][3]taglane.ID{{"c", "t", "p"}, {"c", "t", "p"}, {"c", "t", "p"}, {"c", "u", "q"}, {}, {"d"}, {"d"}, {}, {}, {}}
	for i, c := range got {
		if is := [3]taglane.ID{c.Clip, c.Tag, c.Product}; is != want[i] {
			t.Errorf("line %s is credited to %v, want %v", c.Key, is, want[i])
		}
	}
	if got[6].Publication != "pub" || got[0].Service != "webpage" {
		t.Errorf("%+v, %+v", got[6], got[0])
	}
	if sums := By(got, func(c Credit) taglane.ID { return c.Tag })["t"]; sums.Orders != 1 || len(sums.Pending) != 1 || !sums.Pending[0].IsZero() {
		t.Errorf("what was given back is not taken off: %+v", sums)
	}
}

func TestSum(t *testing.T) {
	back := line("2", "1", "s", "-2.50", taglane.Earned)
	back.Quantity = -1
	part := line("4", "3", "s", "-0.30", taglane.Pending)
	part.Quantity = 0
	dollars := line("5", "5", "s", "0", taglane.Earned)
	dollars.Commission = taglane.Amount{Value: "3", Currency: "USD"}
	got := Sum(Join([]taglane.Earning{line("1", "1", "s", "2.50", taglane.Earned), back, line("3", "3", "s", "1.10", taglane.Earned), part, dollars}, nil, nil))
	want := Sums{
		Earned:  []taglane.Amount{eur("0.00"), {Value: "3.00", Currency: "USD"}},
		Pending: []taglane.Amount{eur("0.80")}, Returned: []taglane.Amount{eur("2.80")}, Orders: 2, Items: 2,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Two networks may number their sales alike: what one takes back is none of the
// other's.
func TestSalesOfTwoNetworksStayApart(t *testing.T) {
	back := line("2", "1", "s", "-2.00", taglane.Pending)
	back.Account = "another"
	if got := Sum(Join([]taglane.Earning{line("1", "1", "s", "2.00", taglane.Earned), back}, nil, nil)); got.Orders != 1 || !slices.Equal(got.Earned, []taglane.Amount{eur("2.00")}) || !slices.Equal(got.Pending, []taglane.Amount{eur("-2.00")}) {
		t.Errorf("%+v", got)
	}
}

// A month of sales, corrections and returns over many tags: every sum is what
// an independent ledger says, to the last digit.
func TestAMonth(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 2026))
	links, truth := map[string]taglane.Link{}, map[taglane.ID]*big.Rat{}
	for i := range 40 {
		tag := taglane.ID(fmt.Sprint("t", i))
		sub := fmt.Sprint("s", i)
		links[sub] = taglane.Link{SubID: sub, Clip: taglane.ID(fmt.Sprint("c", i/4)), Tag: tag, Product: taglane.ID(fmt.Sprint("p", i%7))}
		truth[tag] = new(big.Rat)
	}
	var rows []taglane.Earning
	stray := 0
	for i := range 3_000 {
		tag := random.IntN(44) // four of them were made elsewhere
		cents := int64(random.IntN(5_000))
		sub, key := fmt.Sprint("s", tag), fmt.Sprint("k", i)
		rows = append(rows, line(key, key, sub, fmt.Sprintf("%d.%02d", cents/100, cents%100), taglane.Earned))
		left := cents
		if random.IntN(5) == 0 {
			back := int64(random.IntN(int(cents + 1)))
			left -= back
			rows = append(rows, line(key+"b", key, sub, fmt.Sprintf("-%d.%02d", back/100, back%100), taglane.Earned))
		}
		if of, known := truth[taglane.ID(fmt.Sprint("t", tag))]; known {
			of.Add(of, big.NewRat(left, 100))
		} else {
			stray++
		}
	}
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	credits := Join(rows, links, nil)
	sums := By(credits, func(c Credit) taglane.ID { return c.Tag })
	for tag, want := range truth {
		got := sums[tag].Earned
		if len(got) != 1 || got[0] != (taglane.Amount{Value: want.FloatString(2), Currency: "EUR"}) {
			t.Errorf("%s earned %v, the ledger says %s", tag, got, want.FloatString(2))
		}
	}
	if lost := Sum(Unassigned(credits)); lost.Orders == 0 || lost.Orders > stray {
		t.Errorf("%d orders are nobody's, %d sales were", lost.Orders, stray)
	}
}

func figure(of taglane.ID, name string, at time.Time, value float64) Figure {
	return Figure{of, taglane.Observation{Name: name, At: at, Value: value}}
}

func TestDays(t *testing.T) {
	zone := time.FixedZone("here", 3600)
	late := time.Date(2026, 11, 25, 23, 30, 0, 0, time.UTC) // the 26th there
	growth := []Growth{
		{noon, "a", "views", 100}, {late, "a", "views", 50}, {noon, "a", "post_views", 900}, // the same thing by another name
		{late, "b", "plays", 7}, {noon, "a", "gmv.EUR", 50}, {late, "a", "link_clicks", 3}, {noon.AddDate(0, 0, 9), "a", "views", 1},
	}
	sold := line("1", "1", "s", "2", taglane.Pending)
	sold.SoldAt = late
	got := Days(growth, Join([]taglane.Earning{sold}, nil, nil), noon.AddDate(0, 0, -1), noon.AddDate(0, 0, 2), zone)
	want := []Day{{Day: "2026-11-24"}, {Day: "2026-11-25", Views: 100}, {Day: "2026-11-26", Views: 57, Clicks: 3, Orders: 1, Commission: []taglane.Amount{eur("2.00")}}, {Day: "2026-11-27"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

// A post has in a span what its figures grew by in it, by whatever name its
// service calls them.
func TestReadings(t *testing.T) {
	before := []Figure{figure("a", "views", noon, 100), figure("a", "post_views", noon, 900), figure("b", "likes", noon, 9)}
	after := []Figure{
		figure("a", "views", noon.Add(time.Hour), 140), figure("a", "post_views", noon.Add(time.Hour), 999), figure("a", "link_clicks", noon, 3),
		figure("b", "post_media_view", noon, 7), figure("b", "likes", noon.Add(2*time.Hour), 8),
	}
	got := Readings(before, after)
	want := map[taglane.ID]Reading{"a": {Views: 40, Clicks: 3, At: noon.Add(time.Hour)}, "b": {Views: 7, At: noon.Add(2 * time.Hour)}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

// A network is asked about from the fourteenth day after a click that nothing
// came of, until something does or nobody clicks any more.
func TestQuiet(t *testing.T) {
	ago := func(days ...int) (out []time.Time) {
		for _, d := range days {
			out = append(out, noon.AddDate(0, 0, -d))
		}
		return out
	}
	clicked := map[taglane.ID][]time.Time{
		"fortnight": ago(14), "day less": ago(13, 1), "silent": ago(30, 1), "selling": ago(30, 1), "since": ago(30, 13),
		"forgotten": ago(60, 28), "nobody": nil,
	}
	paid := map[taglane.ID]time.Time{"selling": ago(2)[0], "silent": ago(31)[0], "since": ago(20)[0]}
	if got := Quiet(clicked, paid, noon); !slices.Equal(got, []taglane.ID{"fortnight", "silent"}) {
		t.Errorf("asked about are %v", got)
	}
}

func TestReadCurve(t *testing.T) {
	for name, text := range map[string]string{
		"YouTube":         "Video position (%),Absolute audience retention (%),Relative audience retention (%)\n0,120,1\n50,60,1\n100,30,1\n",
		"its interface":   "elapsedVideoTimeRatio\taudienceWatchRatio\n0\t1.2\n0.5\t0.6\n1\t0.3\n",
		"TikTok":          "\"Second\",\"Retention rate\"\n\"0\",\"120%\"\n\"10\",\"60%\"\n\"20\",\"30%\"\n",
		"times":           "\xef\xbb\xbfTime;Viewers (%)\n0:00;120,0\n0:10;60,0\n0:20;30,0\nTotal;–\n",
		"out of order":    "second,viewers\n20,30%\n0,120%\n10,60%\n",
		"people":          "second,viewers\n0,6000\n10,3000\n20,1500\n",
		"words before it": "Clip,A good one\nsecond,viewers\n0,120\n10,60\n20,30\n",
	} {
		got, err := ReadCurve([]byte(text), 20)
		if err != nil || len(got) != Steps {
			t.Errorf("%s: %d points (%v)", name, len(got), err)
			continue
		}
		for at, want := range map[int]float64{0: 1.2, 25: .9, 50: .6, 75: .45, 100: .3} {
			if name == "people" { // of whom the first are all
				want /= 1.2
			}
			if math.Abs(got[at]-want) > 1e-9 {
				t.Errorf("%s: at %d %% stay %v, want %v", name, at, got[at], want)
			}
		}
	}
	for name, text := range map[string]string{
		"empty": "", "words": "hello", "no rows": "second,viewers\n", "two rows": "second,viewers\n0,1\n1,1\n", "pages": "<html><body>second,viewers",
		"no numbers": "second,viewers\nNaN,1\nInf,1\n-1,1\n1e9,1\n0,-1\n", "long": strings.Repeat("x", curveMost+1),
	} {
		if got, err := ReadCurve([]byte(text), 20); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%s: %v (%v)", name, got, err)
		}
	}
}

func FuzzReadCurve(f *testing.F) {
	f.Add([]byte("second,viewers\n0,1\n1,1\n2,1\n"), 3.0)
	f.Add([]byte("time;retention\n0:00:1;1,5%\n"), 0.0)
	f.Fuzz(func(t *testing.T, text []byte, seconds float64) {
		got, err := ReadCurve(text, seconds)
		if err == nil && len(got) != Steps || slices.ContainsFunc(got, func(v float64) bool { return math.IsNaN(v) || v < 0 }) {
			t.Errorf("%v (%v)", got, err)
		}
	})
}

// Wherever a tag stands, what is proposed is inside the clip, as long as the
// tag, within reach, and no place within reach is seen by more.
func TestBest(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 6))
	moved := 0
	for range 300 {
		curve := make([]float64, Steps)
		for i := range curve {
			curve[i] = random.Float64()
		}
		frames := taglane.Frame(60 + random.IntN(600))
		in := taglane.Frame(random.IntN(int(frames) - 10))
		tag := taglane.Span{In: in, Out: min(frames, in+10+taglane.Frame(random.IntN(90)))}
		best, gain, ok := Best(curve, tag, frames, 45)
		if !ok {
			best = tag
		} else {
			moved++
		}
		if best.Out-best.In != tag.Out-tag.In || best.In < 0 || best.Out > frames || distance(best, tag) > 45 {
			t.Fatalf("%v becomes %v in %d frames", tag, best, frames)
		}
		if ok && math.Abs(Kept(curve, best, frames)/Kept(curve, tag, frames)-1-gain) > 1e-9 {
			t.Errorf("the gain is not %v", gain)
		}
		for by := taglane.Frame(-45); by <= 45; by++ {
			s := taglane.Span{In: tag.In + by, Out: tag.Out + by}
			if s.In >= 0 && s.Out <= frames && Kept(curve, s, frames) > Kept(curve, best, frames)*(1+gainLeast) {
				t.Fatalf("%v is seen by more than %v", s, best)
			}
		}
	}
	if moved < 100 {
		t.Errorf("only %d of 300 were moved", moved)
	}
	falling := make([]float64, Steps)
	for i := range falling {
		falling[i] = 1 - float64(i)/Steps
	}
	if best, _, ok := Best(falling, taglane.Span{In: 60, Out: 90}, 300, 45, taglane.Span{In: 0, Out: 40}); !ok || best.In != 40 {
		t.Errorf("beside what is taken the best is %v", best)
	}
	flat := slices.Repeat([]float64{.5}, Steps)
	if _, _, ok := Best(flat, taglane.Span{In: 30, Out: 60}, 300, 45); ok {
		t.Error("where everybody stays a tag is moved")
	}
}

func TestReadCounts(t *testing.T) {
	got, err := ReadCounts([]byte("\"product\",\"name\",\"seen\",\"followed\"\r\n\"p1\",\"'=A \"\"pan\"\"\",\"4\",\"1\"\r\n"))
	if err != nil || !slices.Equal(got, []Count{{"p1", 4, 1}}) {
		t.Errorf("%v (%v)", got, err)
	}
	for _, bad := range []string{"", "a,b,c,d\n", "product,name,seen,followed\np,n,x,1\n", "product,name,seen,followed\np,n,-1,1\n", "product,name,seen,followed\n,n,1,1\n"} {
		if got, err := ReadCounts([]byte(bad)); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%q: %v (%v)", bad, got, err)
		}
	}
}
