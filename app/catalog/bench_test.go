package catalog

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"
)

// feedOf writes a feed of Google Merchant as it is read: rows of about 1 KB, no
// two with one key, nothing of it anywhere at once.
type feedOf struct {
	rows, next int
	buf, left  []byte
	prose      string
}

func newFeed(rows int) *feedOf {
	f := &feedOf{rows: rows, prose: strings.Repeat("Fired twice, glazed by hand, and made to hold a long morning of coffee. ", 9)}
	f.left = []byte("id\ttitle\tdescription\tlink\timage_link\tadditional_image_link\tavailability\tprice\tsale_price\tsale_price_effective_date\tbrand\tgtin\tmpn\tcondition\titem_group_id\tcolor\tsize\tgoogle_product_category\n")
	return f
}

func (f *feedOf) Read(p []byte) (int, error) {
	for len(f.left) == 0 {
		if f.next == f.rows {
			return 0, io.EOF
		}
		f.next++
		f.row()
	}
	n := copy(p, f.left)
	f.left = f.left[n:]
	return n, nil
}

func (f *feedOf) row() {
	b, n := f.buf[:0], f.next
	num := func() { b = strconv.AppendInt(b, int64(n), 10) }
	str := func(s string) { b = append(b, s...) }
	str("item-")
	num()
	str("\tStoneware mug No. ")
	num()
	str(" in oat\t")
	str(f.prose)
	str("\thttps://lindtable.example/mugs/stoneware-mug-")
	num()
	str("?variant=")
	num()
	str("\thttps://cdn.lindtable.example/pictures/mug-")
	num()
	str("-front.jpg\thttps://cdn.lindtable.example/pictures/mug-")
	num()
	str("-back.jpg\tin_stock\t24.00 EUR\t19.50 EUR\t2026-11-01T00:00+0100/2026-12-01T00:00+0100\tLind Table\t")
	b = appendGTIN(b, n)
	str("\tLT-M-")
	num()
	str("\tnew\tmugs-")
	b = strconv.AppendInt(b, int64(n/4), 10)
	str("\tOat\t0.4 l\tHome & Garden > Kitchen & Dining > Tableware > Drinkware > Mugs\n")
	f.buf, f.left = b, b
}

func appendGTIN(b []byte, n int) []byte {
	digits := fmt.Sprintf("400%09d", n)
	sum := 0
	for i, d := range digits {
		sum += int(d-'0') * (1 + 2*(i%2))
	}
	return append(append(b, digits...), byte('0'+(10-sum%10)%10))
}

const (
	rowsPromised   = 50_000    // a second
	memoryPromised = 256 << 20 // bytes of the process, at its largest
)

// BenchmarkFeed reads 1,000,000 rows, a gigabyte, and fails under the promise.
// encoding/csv alone reads the same bytes in the same run, for comparison.
// Speed is judged by the time the processors worked, on every thread and for
// the making of the feed too: what others do on the machine is not counted, and
// on a machine of its own the clock on the wall is the kinder judge.
func BenchmarkFeed(b *testing.B) {
	const rows = 1_000_000
	for b.Loop() {
		debug.FreeOSMemory()
		peak := peakFrom(b)
		start, spent := time.Now(), busy()
		report, err := Read(newFeed(rows), Options{Now: november, Source: "feed"}, func(Row) error { return nil })
		took, worked := time.Since(start), busy()-spent
		if err != nil || report.Taken != rows || report.Noted != 0 {
			b.Fatalf("%v, %d taken, %d notes: %+v", err, report.Taken, report.Noted, report.Notes[:min(len(report.Notes), 3)])
		}
		held := peak()
		b.SetBytes(report.Bytes)

		spent = busy()
		alone := csv.NewReader(newFeed(rows))
		alone.Comma, alone.ReuseRecord, alone.LazyQuotes = '\t', true, true
		n := 0
		for {
			if _, err := alone.Read(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != rows+1 {
			b.Fatalf("encoding/csv read %d rows", n)
		}
		plain := busy() - spent

		rate := rows / worked.Seconds()
		b.ReportMetric(rows/took.Seconds(), "rows/s")
		b.ReportMetric(rate, "rows/cpu-s")
		b.ReportMetric(float64(held)/(1<<20), "peak-MB")
		b.ReportMetric(float64(report.Bytes)/(1<<20), "MB")
		b.ReportMetric(plain.Seconds()/worked.Seconds(), "×csv")
		if rate < rowsPromised {
			b.Errorf("%.0f rows in a second of work, %d were promised", rate, rowsPromised)
		}
		if held > memoryPromised {
			b.Errorf("%d MB, %d were promised", held>>20, memoryPromised>>20)
		}
	}
}

// peakFrom forgets the peak of the process and tells the one from now on. Where
// the system does not tell it, the heap counts.
func peakFrom(t testing.TB) func() int64 {
	t.Helper()
	if os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) == nil {
		return func() int64 {
			status, _ := os.ReadFile("/proc/self/status")
			_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
			var kb int64
			fmt.Sscan(string(rest), &kb)
			return kb << 10
		}
	}
	return func() int64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapSys)
	}
}

// A tenth of the promised feed, in every run of the tests: the memory alone,
// since a busy machine says nothing about speed.
func TestALargeFeedStaysSmall(t *testing.T) {
	if racing {
		t.Skip("one thread, and much of it")
	}
	const rows = 60_000
	before, peak, n := heap(), uint64(0), 0
	report, err := Read(newFeed(rows), Options{Now: november}, func(Row) error {
		if n++; n%10_000 == 0 {
			peak = max(peak, heap())
		}
		return nil
	})
	if err != nil || report.Taken != rows || report.Noted != 0 {
		t.Fatalf("%v, %+v", err, report)
	}
	if peak > before+24<<20 {
		t.Errorf("reading held %d MiB", (peak-before)>>20)
	}
}
