package trade

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"taglane/app/taglane"
)

// Sizes of a library whose links sold something all year.
const (
	manySales = 100_000
	soldClips = 50
)

// How long a person waits for what a year of 100,000 lines came to, by day, by
// post, by product and by tag, beside the database and the decoder alone that
// read the same lines once and add nothing up.
func BenchmarkInsightsOfAHundredThousandSales(b *testing.B) {
	dir := b.TempDir()
	k := newBenchIn(b, dir)
	cents := yearOfSales(b, k)
	k.now = start.AddDate(0, 0, manyDays)
	last := k.now.Format(time.DateOnly)
	file := filepath.Join(dir, "library.db")
	for _, c := range []struct {
		name string
		days int
		most float64 // times what reading the lines takes
	}{{"28 days", 28, 3}, {"a year", manyDays + 1, 3}} {
		b.Run(c.name, func(b *testing.B) {
			from := k.now.AddDate(0, 0, 1-c.days)
			var ours, alone []time.Duration
			for b.Loop() {
				begun := time.Now()
				v, err := k.Insights(ctx, from.Format(time.DateOnly), last)
				ours = append(ours, time.Since(begun))
				if err != nil || len(v.Days) != c.days || len(v.Tags) != 2*soldClips {
					b.Fatalf("%d days, %d tags (%v)", len(v.Days), len(v.Tags), err)
				}
				if want := eur(fmt.Sprintf("%d.%02d", cents/100, cents%100)); c.days > manyDays && v.Sums.Earned[0] != want {
					b.Fatalf("all earned %v, want %v", v.Sums.Earned, want)
				}
				alone = append(alone, linesAlone(b, file, from))
			}
			slices.Sort(ours)
			slices.Sort(alone)
			o, a := ours[len(ours)/2], alone[len(alone)/2]
			b.ReportMetric(float64(o.Milliseconds()), "ms")
			b.ReportMetric(float64(o)/float64(a), "of-the-lines")
			if float64(o) > c.most*float64(a) {
				b.Errorf("it takes %v, the lines alone %v; at most %.1f times that is promised", o, a, c.most)
			}
		})
	}
}

// linesAlone reads the lines since a time and does nothing with them.
func linesAlone(b *testing.B, file string, from time.Time) time.Duration {
	b.Helper()
	db, err := sql.Open("sqlite3", file)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	begun := time.Now()
	rows, err := db.Query(`SELECT body FROM earning WHERE sold >= ?`, from.UTC().Format("2006-01-02T15:04:05.000Z"))
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var body []byte
		var e taglane.Earning
		if err := rows.Scan(&body); err != nil {
			b.Fatal(err)
		}
		if err := json.Unmarshal(body, &e); err != nil {
			b.Fatal(err)
		}
		n++
	}
	if n < manySales/20 {
		b.Fatalf("%d lines (%v)", n, rows.Err())
	}
	return time.Since(begun)
}

// yearOfSales makes a library whose every link sells now and then, a tenth of it
// is given back, and says what that comes to, cents.
func yearOfSales(b *testing.B, k *bench) (cents int64) {
	b.Helper()
	pan(k, b)
	k.account(b, "page", "memory", nil)
	var subs []string
	for i := range soldClips {
		id := taglane.ID(fmt.Sprintf("sold%03d", i))
		k.clip(b, id)
		k.tag(b, id+"-a", id, "pan", 0, 60)
		k.tag(b, id+"-b", id, "pan", 90, 150)
		k.post(b, "pub-"+id, id, "page", "p-"+string(id))
		for _, l := range must[map[taglane.ID]taglane.Link](b)(k.Linked(ctx, k.draft(b, id), "memory")) {
			subs = append(subs, l.SubID)
		}
	}
	slices.Sort(subs)
	var rows []taglane.Earning
	for i := range manySales {
		at := start.AddDate(0, 0, i%(manyDays+1)).Add(time.Duration(i%1000) * time.Second)
		c := int64(i*37%900 + 1)
		e := taglane.Earning{Key: fmt.Sprint(i), Original: fmt.Sprint(i), SubID: subs[(i/10+i*7)%len(subs)], Order: fmt.Sprintf("order-%d", i), Advertiser: "7", SKU: "pan-28", Item: "Rye pan, 28 cm",
			Quantity: 1, Sale: eur("49.90"), Commission: eur(fmt.Sprintf("%d.%02d", c/100, c%100)), State: taglane.Earned, SoldAt: at, PostedAt: at}
		if i%10 == 9 { // the sale before comes back, without its mark
			was := rows[len(rows)-1]
			e.Original, e.SubID, e.Quantity, e.Reason, e.SoldAt = was.Original, "", -1, "RETURNED", was.SoldAt
			e.Commission = was.Commission.Minus()
			cents -= int64((i-1)*37%900 + 1)
		} else {
			cents += c
		}
		rows = append(rows, e)
	}
	for some := range slices.Chunk(rows, 5000) {
		if err := k.store.KeepEarnings(ctx, "net", some, nil); err != nil {
			b.Fatal(err)
		}
	}
	return cents
}
