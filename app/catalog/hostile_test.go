package catalog

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"taglane/app/taglane"
)

// naughty are strings that have broken somebody's import before.
var naughty = []string{
	"=HYPERLINK(\"https://x.example\")", "+1", "-1+2", "@SUM(A1)", "|calc", "'; DROP TABLE products; --",
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{7*7}}", "${jndi:x}", "%s%n%x", "../../etc/passwd",
	"\u202eevil", "\u200b", "\ufeff", "\ufffd", "\u2028", "i\u0307", "ﷺ", "👩‍👩‍👧‍👦", "田中さん", "ثم نفس", "Ṱ̺̺o͞ ̷i", "null", "NaN", "1e309", "-0",
	"\xff\xfe", "\xc3\x28", "\xed\xa0\x80", "\x1b[31m", "\x00", "\"", "\"\"\"", ",", "\r", "\n", "\t", ";", " ", "",
}

// naughtyRows writes rows of naughty strings as it is read, so that the test itself
// holds nothing.
func naughtyRows(n int, seed uint64) io.Reader {
	r, w := io.Pipe()
	go func() {
		out := bufio.NewWriter(w)
		dice := rand.New(rand.NewPCG(seed, 1))
		out.WriteString("title,brand,link,image,price,currency,gtin,sku,availability\n")
		for range n {
			for range 9 {
				for range 1 + dice.IntN(3) {
					out.WriteString(naughty[dice.IntN(len(naughty))])
				}
				out.WriteString(",")
			}
			out.WriteString("\n")
		}
		out.Flush()
		w.Close()
	}()
	return r
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func wellFormed(p taglane.Product, image string) error {
	for _, s := range []string{p.Title, p.Brand, p.SKU, p.GTIN} {
		if err := taglane.CheckText("text", s, MaxText); err != nil {
			return err
		}
		if strings.ContainsFunc(s, unicode.IsControl) {
			return fmt.Errorf("%q holds a control character", s)
		}
	}
	for _, u := range []string{p.URL, image} {
		if u != "" && taglane.CheckURL(u) != nil {
			return fmt.Errorf("%q is no link", u)
		}
	}
	if p.Title == "" || p.Offer != nil && p.Offer.Price.Check() != nil {
		return fmt.Errorf("%+v is no product", p)
	}
	return nil
}

func TestHundredThousandNaughtyRowsStaySmall(t *testing.T) {
	if racing {
		t.Skip("one thread, and much of it")
	}
	const rows, most = 100_000, 64 << 20
	before, peak, seen := heap(), uint64(0), 0
	report, err := Read(naughtyRows(rows, 7), Options{Now: november}, func(r Row) error {
		if seen++; seen%5000 == 0 {
			peak = max(peak, heap())
		}
		return wellListed(r.Listing)
	})
	if err != nil {
		t.Fatal(err)
	}
	if report.Taken+report.Merged < rows/20 || report.RefusedRows < rows/20 || len(report.Refused) != MaxListed {
		t.Errorf("the rows were not naughty enough: %d taken, %d refused", report.Taken, report.RefusedRows)
	}
	if report.Rows != report.Taken+report.Merged+report.RefusedRows {
		t.Errorf("rows got lost: %+v", report.Rows)
	}
	if peak > before+most {
		t.Errorf("reading held %d MiB, want less than %d", (peak-before)>>20, most>>20)
	}
	t.Logf("%d rows, %d taken, heap grew by at most %d KiB", report.Rows, report.Taken, int64(peak-before)/1024)
}

func TestAnEndlessRowStaysSmall(t *testing.T) {
	before := heap()
	endless := io.MultiReader(strings.NewReader("title\n\""), io.LimitReader(same('x'), 256<<20))
	report, err := Read(endless, Options{}, nil)
	if err != nil || report.RefusedRows != 1 {
		t.Fatalf("%v, %+v", err, report)
	}
	if after := heap(); after > before+8<<20 {
		t.Errorf("one row left %d MiB behind", (after-before)>>20)
	}
}

type same byte

func (b same) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(b)
	}
	return len(p), nil
}

func TestTwoMillionRowsAndNoMore(t *testing.T) {
	if racing {
		t.Skip("one thread, and much of it")
	}
	in := io.MultiReader(strings.NewReader("id,title\n"), io.LimitReader(&cycle{text: "1,a\n"}, 4*MaxRows))
	report, err := Read(in, Options{}, func(Row) error { return nil })
	if taglane.KindOf(err) != taglane.Invalid || report.Taken != 1 || report.Rows != MaxRows-1 {
		t.Errorf("got %v after %d rows", err, report.Rows)
	}
}

type cycle struct {
	text string
	at   int
}

func (c *cycle) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = c.text[c.at]
		c.at = (c.at + 1) % len(c.text)
	}
	return len(p), nil
}

// What is written with any of our marks and line ends is read back as it was.
func TestWriteThenRead(t *testing.T) {
	word := rapid.OneOf(rapid.SampledFrom(naughty), rapid.StringN(0, 40, -1), rapid.StringMatching(`[a-zåß,;|\t"' \n=@-]{0,20}`))
	rapid.Check(t, func(t *rapid.T) {
		comma := rapid.SampledFrom([]rune{',', ';', '\t', '|'}).Draw(t, "mark")
		var file bytes.Buffer
		if rapid.Bool().Draw(t, "bom") {
			file.WriteString("\ufeff")
		}
		w := csv.NewWriter(&file)
		w.Comma, w.UseCRLF = comma, rapid.Bool().Draw(t, "crlf")
		w.Write([]string{"Brand", "Description", "Title", "SKU"})
		var want [][3]string
		for range rapid.IntRange(1, 8).Draw(t, "rows") {
			cells := []string{word.Draw(t, "brand"), word.Draw(t, "description"), word.Draw(t, "title"), word.Draw(t, "sku")}
			if w.UseCRLF { // the writer drops a lone carriage return
				for i := range cells {
					cells[i] = strings.ReplaceAll(cells[i], "\r", "")
				}
			}
			w.Write(cells)
			for _, s := range cells {
				if strings.ContainsRune(s, 0) || !utf8.ValidString(s) {
					t.Skip("refused or repaired, which other tests look at")
				}
			}
			if title := oneLine(cells[2]); title != "" {
				want = append(want, [3]string{title, oneLine(cells[0]), oneLine(cells[3])})
			}
		}
		w.Flush()
		var got [][3]string
		_, err := Read(&file, Options{}, func(r Row) error {
			got = append(got, [3]string{r.Listing.Title, r.Listing.Brand, r.Listing.SKU})
			return nil
		})
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("read %q (%v), want %q", got, err, want)
		}
	})
}

func FuzzTable(f *testing.F) {
	for _, c := range ranges {
		f.Add(fixture(f, "range/"+c.file))
	}
	f.Add(fixture(f, "plain-1252.csv"))
	f.Add([]byte("\xff\xfet\x00i\x00t\x00l\x00e\x00\n\x00x"))
	f.Add([]byte("title\n\"\"\"\n\"a\"b\",\r\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) { survive(t, hostile{"fuzzed", b, ""}) })
}
