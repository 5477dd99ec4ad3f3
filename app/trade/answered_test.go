package trade

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"taglane/app/insight"
	"taglane/app/taglane"
)

// clickedFor is a library with two networks in one clip, whose page tells that
// the pan was followed, on the first day and again now and then.
func clickedFor(t *testing.T) *bench {
	b := newBench(t)
	pan(b, t)
	b.account(t, "other", "net", map[string]string{"pid": "me-too"})
	own := must[taglane.Product](t)(b.store.Product(ctx, "own"))
	own.Sellers = []taglane.Seller{{Account: "other", Advertiser: "9"}}
	b.product(t, own)
	must[map[taglane.ID]taglane.Link](t)(b.Linked(ctx, b.draft(t, "c"), "memory"))
	b.account(t, "page", "memory", nil)
	b.post(t, "pub", "c", "page", "p1")
	return b
}

func (b *bench) observe(t *testing.T, day int, name string, v float64) {
	t.Helper()
	if err := b.store.Observe(ctx, "pub", taglane.Observation{At: start.AddDate(0, 0, day), Name: name, Value: v}); err != nil {
		t.Fatal(err)
	}
}

// warned is what a person is warned of after everybody was asked on a day.
func (b *bench) warned(t *testing.T, day int) []InsightWarning {
	t.Helper()
	b.now = start.AddDate(0, 0, day)
	_ = b.RenewInsights(ctx) // what is wrong stands beside the figures
	return must[Insights](t)(b.Insights(ctx, start.Format(time.DateOnly), b.now.Format(time.DateOnly))).Warnings
}

func kinds(all []InsightWarning) string {
	var out []string
	for _, w := range all {
		out = append(out, w.Kind+" "+string(w.Account))
	}
	return strings.Join(out, ", ")
}

// Nothing sold, a login that ended and a report that is late are three things. Of
// the last two it is said since when nothing is known; neither is called silence,
// and what is known stays.
func TestWhyNothingCameIn(t *testing.T) {
	b := clickedFor(t)
	b.observe(t, 0, insight.Followed+"pan", 3)
	b.observe(t, 12, insight.Followed+"pan", 5)
	sale := taglane.Earning{Key: "1", Original: "1", Quantity: 1, Commission: eur("2.00"), State: taglane.Earned, SoldAt: start.AddDate(0, -2, 0), PostedAt: start.AddDate(0, -2, 0)}
	b.net.rows = []taglane.Earning{sale}
	if got := kinds(b.warned(t, 2)); got != "" {
		t.Errorf("two days after the first click: %s", got)
	}
	for _, x := range []struct {
		wrong error
		want  string
	}{
		{taglane.Errorf(taglane.Login, "The login has ended."), "login"},
		{taglane.Errorf(taglane.Later, "Its reports are late today."), "late"},
		{taglane.Errorf(taglane.Offline, "Nobody answers."), "late"},
		{taglane.Errorf(taglane.Unsure, "Half an answer came."), "late"},
		{taglane.Errorf(taglane.Internal, "It said something unreadable."), "failed"},
		{taglane.Errorf(taglane.Refused, "It does not tell."), "failed"},
		{fmt.Errorf("something of a library"), "failed"},
	} {
		b.net.wrong = x.wrong
		all := b.warned(t, 15)
		if got := kinds(all); got != x.want+" net, "+x.want+" other" {
			t.Errorf("%v: %s", x.wrong, got)
			continue
		}
		if w := all[0]; !strings.HasPrefix(w.Message, "My net: ") || !strings.Contains(w.Unknown, "2026-11-27") || strings.Contains(w.Message, "library") {
			t.Errorf("%v: %+v", x.wrong, w)
		}
		if err := b.answer(ctx, "page", nil); err != nil { // another told all that day
			t.Fatal(err)
		}
		if said := must[string](t)(b.QuietAccount(ctx, "net")); said != "" {
			t.Errorf("%v: it is called silent: %s", x.wrong, said)
		}
		if v := must[Insights](t)(b.Insights(ctx, sale.SoldAt.Format(time.DateOnly), b.now.Format(time.DateOnly))); len(v.Sums.Earned) != 1 || v.Sums.Earned[0] != eur("4.00") { // both told of one
			t.Errorf("%v: what was known is gone: %+v", x.wrong, v.Sums)
		}
	}
	b.net.wrong = nil
	all := b.warned(t, 15)
	if got := kinds(all); got != "quiet net" || all[0].Unknown != "" { // nobody followed what the other sells
		t.Errorf("told all, and nothing came: %s, %+v", got, all)
	}
	if said := must[string](t)(b.QuietAccount(ctx, "net")); said != all[0].Message {
		t.Errorf("its own page says %q", said)
	}
}

// One that never answered has told nothing, whatever its links do; it is said so.
func TestOneThatNeverAnswered(t *testing.T) {
	b := clickedFor(t)
	b.observe(t, 0, "clicks", 3)
	b.observe(t, 20, "clicks", 5)
	b.net.wrong = taglane.Errorf(taglane.Login, "Log in first.")
	all := b.warned(t, 21)
	if got := kinds(all); got != "login net, login other" || !strings.Contains(all[0].Unknown, "not known yet") || strings.Contains(all[0].Unknown, "since") {
		t.Errorf("%s: %+v", got, all)
	}
	// As the version before kept it: a sentence alone.
	if err := b.store.SetSetting(ctx, troublePrefix+"net", "Nobody answered in time."); err != nil {
		t.Fatal(err)
	}
	if v := must[Insights](t)(b.Insights(ctx, "2026-11-25", "2026-11-26")); kinds(v.Warnings) != "failed net, login other" || !strings.HasSuffix(v.Warnings[0].Message, "Nobody answered in time.") {
		t.Errorf("%+v", v.Warnings)
	}
	// A post that tells only of clicks does not say of which link: both are asked about.
	b.net.wrong = nil
	if got := kinds(b.warned(t, 21)); got != "quiet net, quiet other" {
		t.Error(got)
	}
}

// What is more than is read at once is no whole report, and the rest follows.
func TestAReportThatIsNotReadToItsEnd(t *testing.T) {
	b := clickedFor(t)
	for i := range 2*reportsMost + 1 {
		b.net.rows = append(b.net.rows, taglane.Earning{Key: fmt.Sprint(i), Original: fmt.Sprint(i), Commission: eur("0.01"), State: taglane.Earned, SoldAt: start, PostedAt: start})
	}
	if err := b.store.RemoveAccount(ctx, "other"); err != nil {
		t.Fatal(err)
	}
	if got := kinds(b.warned(t, 0)); got != "late net" {
		t.Error(got)
	}
	if got := kinds(b.warned(t, 0)); got != "" {
		t.Error(got)
	}
	if v := must[Insights](t)(b.Insights(ctx, "2026-11-25", "2026-11-25")); len(v.Sums.Earned) != 1 || v.Sums.Earned[0] != eur("6.01") {
		t.Errorf("%+v", v.Sums)
	}
}
