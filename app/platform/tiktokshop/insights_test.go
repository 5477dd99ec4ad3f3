package tiktokshop

import (
	"testing"
	"time"

	"taglane/app/platform/platformtest"
	"taglane/app/platform/tiktokshop/tiktokshoptest"
	"taglane/app/taglane"
)

// earning is a post with three days and some sales.
func earning(t testing.TB, w *far, s *Service) taglane.Post {
	t.Helper()
	p := publication(t)
	post, err := s.Release(t.Context(), sent(t, s, p), p)
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	figures := func(n int) tiktokshoptest.Figures {
		return tiktokshoptest.Figures{Day: first.AddDate(0, 0, n), ClickRate: "0.08", DisplayRate: "0.64", Orders: n, Sold: 2 * n, Amount: "27.85", Currency: "USD"}
	}
	orders := []tiktokshoptest.Order{{ID: "o", At: noon, Status: "SETTLED", Content: post.ID, Type: "VIDEO", SKU: "s", Quantity: 1, Actual: "1.25", Currency: "USD"}}
	w.Earn(post.ID, []tiktokshoptest.Figures{figures(0), figures(1), figures(2)}, orders)
	w.Clock.Set(noon.AddDate(0, 0, 2))
	return post
}

func TestInsights(t *testing.T) {
	w := newTwin(t)
	s := w.connect(t)
	post := earning(t, w, s)
	got, err := s.Insights(t.Context(), post, noon)
	if err != nil {
		t.Fatal(err)
	}
	sums, days := map[string]float64{}, map[time.Time]bool{}
	for _, o := range got {
		if o.Post != post.ID {
			t.Errorf("%+v", o)
		}
		sums[o.Name] += o.Value
		days[o.At] = true
	}
	for name, want := range map[string]float64{"click_through_rate": 0.16, "anchor_display_rate": 1.28, "orders": 1, "items_sold": 2, "gmv.USD": 55.7} {
		if diff := sums[name] - want; diff > 1e-9 || diff < -1e-9 {
			t.Errorf("%s: %v, want %v", name, sums[name], want)
		}
	}
	// The day that is not over is not told, and what was earned is told by Earnings.
	if len(sums) != 5 || len(days) != 2 {
		t.Errorf("%v on %v", sums, days)
	}
	if w.Calls()[pathOrders] != 0 {
		t.Errorf("%d pages of orders", w.Calls()[pathOrders])
	}
	if rows, _ := read365(t, s, nil, w.Clock.Now()); rows["o/s"].Post != post.ID || rows["o/s"].Commission != dollars("1.25") {
		t.Errorf("%+v", rows)
	}
	// A day cannot be asked for that is too long ago, nor one that is to come.
	if _, err := s.Insights(t.Context(), post, noon.AddDate(-2, 0, 0)); err != nil {
		t.Error(err)
	}
	if got, err := s.Insights(t.Context(), post, w.Clock.Now()); err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestInsightsOfWhatIsTold(t *testing.T) {
	w := newTwin(t)
	s := w.connect(t)
	post := earning(t, w, s)
	w.told(pathFigures, 99999) // only creators of one country are told
	_, err := s.Insights(t.Context(), post, noon)
	errorOf(t, err, taglane.Refused)
	w.wire.Break(platformtest.CutBefore, 1)
	_, err = s.Insights(t.Context(), post, noon)
	errorOf(t, err, taglane.Later)
	_, err = s.Insights(t.Context(), taglane.Post{}, noon)
	errorOf(t, err, taglane.NotFound)
}
