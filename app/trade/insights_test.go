package trade

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"taglane/app/platform"
	"taglane/app/taglane"
)

func eur(v string) taglane.Amount { return taglane.Amount{Value: v, Currency: "EUR"} }

// A month at a network: sales of every tag at every place, corrections, returns
// and strangers' lines come in small reports that break in between. Every line
// is credited to its tag or to nobody, and the sums are exact.
func TestASimulatedMonth(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.account(t, "page", "memory", nil)
	b.post(t, "pub", "c", "page", "p1")
	links := map[string]taglane.Link{}
	for _, service := range []string{"webpage", "youtube", "memory"} {
		for _, l := range must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), service)) {
			links[l.SubID] = l
		}
	}
	random := rand.New(rand.NewPCG(11, 26))
	cents, strangers := map[taglane.ID]int64{}, int64(0)
	for day := range 30 {
		at := start.AddDate(0, 0, day)
		for sub, l := range links {
			key := fmt.Sprintf("%s-%d", sub, day)
			c := int64(random.IntN(900))
			e := taglane.Earning{Key: key, Original: key, SubID: sub, Quantity: 1, Commission: eur(fmt.Sprintf("%d.%02d", c/100, c%100)), State: taglane.Earned, SoldAt: at, PostedAt: at}
			b.net.rows = append(b.net.rows, e)
			cents[l.Tag] += c
			switch random.IntN(4) {
			case 0: // given back
				e.Key, e.Reason, e.Commission, e.Quantity = key+"-back", "RETURNED_MERCHANDISE", e.Commission.Minus(), -1
				b.net.rows = append(b.net.rows, e)
				cents[l.Tag] -= c
			case 1: // damaged on its way: nobody's
				last := sub[len(sub)-1]
				e.Key, e.Original, e.SubID = key+"-odd", key+"-odd", sub[:len(sub)-1]+string("01"[(last+1)%2])
				if e.SubID == sub {
					e.SubID = "0"
				}
				b.net.rows = append(b.net.rows, e)
				strangers += c
			}
		}
	}
	for i := 0; ; i++ { // the line breaks now and then, and nothing is lost or doubled
		b.net.wrong = nil
		if i%3 == 1 {
			b.net.wrong = taglane.Errorf(taglane.Offline, "Nobody answers.")
		}
		if err := b.RenewInsights(ctx); err == nil && i > 3 {
			break
		}
	}
	first, last := start.Format(time.DateOnly), start.AddDate(0, 0, 30).Format(time.DateOnly)
	v := must[Insights](t)(b.Insights(ctx, first, last))
	if len(v.Tags) != 2 || len(v.Days) != 31 || len(v.Products) != 1 {
		t.Fatalf("%d tags, %d days, %d products", len(v.Tags), len(v.Days), len(v.Products))
	}
	total := strangers
	for _, tag := range v.Tags {
		want := eur(fmt.Sprintf("%d.%02d", cents[tag.Tag]/100, cents[tag.Tag]%100))
		if len(tag.Sums.Earned) != 1 || tag.Sums.Earned[0] != want {
			t.Errorf("%s earned %v, want %v", tag.Tag, tag.Sums.Earned, want)
		}
		total += cents[tag.Tag]
	}
	if want := eur(fmt.Sprintf("%d.%02d", total/100, total%100)); v.Sums.Earned[0] != want {
		t.Errorf("all earned %v, want %v", v.Sums.Earned, want)
	}
	if want := eur(fmt.Sprintf("%d.%02d", strangers/100, strangers%100)); v.Unassigned.Sums.Earned[0] != want {
		t.Errorf("nobody's are %v, want %v", v.Unassigned.Sums.Earned, want)
	}
	if len(v.Posts) != 1 || len(v.Posts[0].Sums.Earned) != 1 {
		t.Errorf("%+v", v.Posts)
	}
	out := must[Export](t)(b.ExportInsights(ctx, first, last))
	if lines := strings.Count(out.Text, "\n"); lines != 3 {
		t.Errorf("%d lines:\n%s", lines, out.Text)
	}
}

func TestInsightsSayWhatFailed(t *testing.T) {
	b := newBench(t)
	b.account(t, "net", "net", map[string]string{"pid": "me"})
	b.net.wrong = taglane.Errorf(taglane.Login, "Log in again.")
	if err := b.RenewInsights(ctx); taglane.KindOf(err) != taglane.Login {
		t.Error(err)
	}
	day := start.Format(time.DateOnly)
	if v := must[Insights](t)(b.Insights(ctx, day, day)); len(v.Warnings) != 1 || !strings.Contains(v.Warnings[0].Message, "Log in again.") {
		t.Errorf("%+v", v.Warnings)
	}
	b.net.wrong = nil
	if err := b.RenewInsights(ctx); err != nil {
		t.Fatal(err)
	}
	if v := must[Insights](t)(b.Insights(ctx, day, day)); len(v.Warnings) != 0 {
		t.Errorf("%+v", v.Warnings)
	}
	for _, bad := range [][2]string{{"", ""}, {day, "2020-01-01"}, {"2000-01-01", day}, {"26.11.2026", day}} {
		if _, err := b.Insights(ctx, bad[0], bad[1]); taglane.KindOf(err) != taglane.Invalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// Where nobody tells that a commission was locked, it is certain from a day on;
// until then the person is told why it is pending. A line that is taken back
// without its mark is taken off the tag that sold it, however old the sale is.
func TestWhatIsCertainFromADayOn(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	var sub string
	var of taglane.ID
	for tag, l := range must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage")) {
		sub, of = l.SubID, tag
	}
	about, _ := platform.ProfileOf("net")
	about.Pending = taglane.Say("It counts as pending for 90 days.")
	platform.Describe("net", about)
	t.Cleanup(func() { about.Pending = taglane.Said{}; platform.Describe("net", about) })
	line := func(key, order, sub, sum string, ago int) taglane.Earning {
		at := start.AddDate(0, 0, -ago)
		return taglane.Earning{Key: key, Original: order, SubID: sub, Quantity: 1, Commission: eur(sum), State: taglane.Pending, SoldAt: at, PostedAt: at, FirmAt: at.AddDate(0, 0, 90)}
	}
	b.net.rows = []taglane.Earning{line("1", "a", sub, "5.00", 89), line("2", "b", sub, "3.00", 91), line("3", "a", "", "-1.00", 0)}
	if err := b.RenewInsights(ctx); err != nil {
		t.Fatal(err)
	}
	sums := func(from string) (Insights, Sums) {
		t.Helper()
		v := must[Insights](t)(b.Insights(ctx, from, b.now.Format(time.DateOnly)))
		for _, tag := range v.Tags {
			if tag.Tag == of {
				return v, tag.Sums
			}
		}
		return v, Sums{}
	}
	v, got := sums("2026-01-01")
	if !slices.Equal(got.Earned, []taglane.Amount{eur("3.00")}) || !slices.Equal(got.Pending, []taglane.Amount{eur("4.00")}) || got.Orders != 2 {
		t.Errorf("%+v", got)
	}
	if len(v.Warnings) != 1 || v.Warnings[0].Kind != "pending" || !strings.Contains(v.Warnings[0].Message, "90 days") {
		t.Errorf("%+v", v.Warnings)
	}
	// Of today alone: what was taken back is the tag's, though the sale was long ago.
	if v, got := sums(start.Format(time.DateOnly)); v.Unassigned.Rows != 0 || !slices.Equal(got.Returned, []taglane.Amount{eur("1.00")}) {
		t.Errorf("%+v, %+v", v.Unassigned, got)
	}
	b.now = start.AddDate(0, 0, 90)
	v, got = sums("2026-01-01")
	if !slices.Equal(got.Earned, []taglane.Amount{eur("7.00")}) || len(got.Pending) != 0 || len(v.Warnings) != 0 {
		t.Errorf("later: %+v, %+v", got, v.Warnings)
	}
}

// A service may tell what was earned although it refuses the figures of posts.
func TestEarningsWithoutFigures(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	b.account(t, "net", "net", map[string]string{"pid": "me"})
	b.post(t, "pub", "c", "net", "p1")
	b.net.deaf = taglane.Errorf(taglane.Refused, "Not in this country.")
	b.net.rows = []taglane.Earning{{Key: "1", Original: "1", Post: "p1", Quantity: 1, Commission: eur("1.50"), State: taglane.Earned, SoldAt: start, PostedAt: start}}
	if err := b.RenewInsights(ctx); taglane.KindOf(err) != taglane.Refused {
		t.Error(err)
	}
	if rows := must[[]taglane.Earning](t)(b.store.Earnings(ctx, time.Time{}, time.Time{})); len(rows) != 1 {
		t.Errorf("%+v", rows)
	}
}

func TestClipInsights(t *testing.T) {
	b := newBench(t)
	pan(b, t)
	links := must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "webpage"))
	b.net.rows = []taglane.Earning{{Key: "1", Original: "1", SubID: links["t2"].SubID, Commission: eur("6"), State: taglane.Pending, SoldAt: start}}
	if err := b.RenewInsights(ctx); err != nil {
		t.Fatal(err)
	}
	v := must[ClipInsights](t)(b.ImportCurve(ctx, "c", "memory", "second,viewers\n0,100\n5,50\n10,20\n"))
	if len(v.Curves) != 1 || len(v.Seconds) != 10 || v.Currency != "EUR" || len(v.Tags) != 3 {
		t.Fatalf("%+v", v)
	}
	if s := v.Seconds[3]; s.Commission != 3 || s.Kept < .6 || s.Kept > .7 || v.Seconds[0].Commission != 0 {
		t.Errorf("%+v", v.Seconds)
	}
	if best := v.Tags[1].Best; best == nil || best.In != 60 || best.Out != 120 || best.Gain < .1 || best.Why == "" {
		t.Errorf("%+v", best)
	}
	if v.Tags[0].Best != nil {
		t.Errorf("what begins the clip is best elsewhere: %+v", v.Tags[0].Best)
	}
	if _, err := b.ImportCurve(ctx, "c", "nowhere", "second,viewers\n0,1\n1,1\n2,1\n"); taglane.KindOf(err) != taglane.Invalid {
		t.Error(err)
	}
	if _, err := b.ImportImpressions(ctx, "c", "product,name,seen,followed\npan,Rye pan,9,2\n"); taglane.KindOf(err) != taglane.NotFound {
		t.Error(err)
	}
}

func TestFormulasStayText(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "+x": "'+x", "@x": "'@x", "-5.00": "-5.00", "-x": "'-x", "\tx": "'\tx", "x": "x", "": ""} {
		if got := safeCell(in); got != want {
			t.Errorf("%q becomes %q", in, got)
		}
	}
}
