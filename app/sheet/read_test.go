package sheet

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// reader opens a PDF as anybody's program would: by the list at its end.
type reader struct {
	t       testing.TB
	objects map[int][]byte // what lies between obj and endobj
	root    int
	info    int
}

var (
	tailForm   = regexp.MustCompile(`startxref\n([0-9]+)\n%%EOF\n$`)
	listForm   = regexp.MustCompile(`^xref\n0 ([0-9]+)\n0000000000 65535 f \n`)
	rootForm   = regexp.MustCompile(`/Root ([0-9]+) 0 R /Info ([0-9]+) 0 R`)
	lengthForm = regexp.MustCompile(`/Length ([0-9]+)>>\nstream\n`)
	refForm    = regexp.MustCompile(`([0-9]+) 0 R`)
	meansForm  = regexp.MustCompile(`<([0-9A-F]{2})> <((?:[0-9A-F]{4})+)>`)
	fontForm   = regexp.MustCompile(`/F([0-9]+) ([0-9]+) 0 R`)
	photoForm  = regexp.MustCompile(`/P([0-9]+) [0-9]+ 0 R`)
	shownForm  = regexp.MustCompile(`/F([0-9]+) [0-9.]+ Tf|<([0-9A-F]{2})>|(\] TJ)`)
)

func opened(t testing.TB, b []byte) *reader {
	t.Helper()
	r := &reader{t: t, objects: map[int][]byte{}}
	if !bytes.HasPrefix(b, []byte("%PDF-")) {
		t.Fatal("it is no PDF")
	}
	tail := tailForm.FindSubmatch(b)
	if tail == nil {
		t.Fatal("it has no end")
	}
	list := b[number(string(tail[1])):]
	head := listForm.FindSubmatch(list)
	if head == nil {
		t.Fatal("it has no list of objects")
	}
	rows := list[len(head[0]):]
	for n := 1; n < number(string(head[1])); n++ {
		row := rows[20*(n-1) : 20*n]
		at := number(string(row[:10]))
		begin := fmt.Sprintf("%d 0 obj\n", n)
		if at == 0 || !bytes.HasPrefix(b[at:], []byte(begin)) || string(row[10:]) != " 00000 n \n" {
			t.Fatalf("object %d is not where the list says: %q", n, row)
		}
		body := b[at+len(begin):]
		length := 0
		if at := lengthForm.FindSubmatchIndex(body); at != nil && at[0] < bytes.Index(body, []byte("endobj")) {
			length = at[1] + number(string(body[at[2]:at[3]]))
		}
		r.objects[n] = body[:length+bytes.Index(body[length:], []byte("endobj"))]
	}
	root := rootForm.FindSubmatch(b)
	if root == nil {
		t.Fatal("it has no root")
	}
	r.root, r.info = number(string(root[1])), number(string(root[2]))
	return r
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

// stream is what an object holds, unpacked.
func (r *reader) stream(n int) []byte {
	r.t.Helper()
	at := lengthForm.FindSubmatchIndex(r.objects[n])
	if at == nil {
		r.t.Fatalf("object %d holds nothing: %.80s", n, r.objects[n])
	}
	data := r.objects[n][at[1] : at[1]+number(string(r.objects[n][at[2]:at[3]]))]
	if !bytes.Contains(r.objects[n][:at[0]], []byte("/FlateDecode")) {
		return data
	}
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		r.t.Fatal(err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

func (r *reader) after(n int, key string) int {
	r.t.Helper()
	at := bytes.Index(r.objects[n], []byte(key+" "))
	if at < 0 {
		r.t.Fatalf("object %d has no %s: %.200s", n, key, r.objects[n])
	}
	return number(string(refForm.FindSubmatch(r.objects[n][at:])[1]))
}

// pages are the objects of the pages.
func (r *reader) pages() (out []int) {
	r.t.Helper()
	tree := r.after(r.root, "/Pages")
	kids := r.objects[tree][bytes.Index(r.objects[tree], []byte("/Kids")):]
	for _, m := range refForm.FindAllSubmatch(kids, -1) {
		out = append(out, number(string(m[1])))
	}
	return out
}

// text is what a page says, a line for each that is set, read through what its
// typefaces say their letters stand for.
func (r *reader) text(page int) string {
	r.t.Helper()
	means := map[string]map[string]string{}
	for _, m := range fontForm.FindAllSubmatch(r.objects[page], -1) {
		letters := map[string]string{}
		for _, l := range meansForm.FindAllSubmatch(r.stream(r.after(number(string(m[2])), "/ToUnicode")), -1) {
			var units []uint16
			for i := 0; i < len(l[2]); i += 4 {
				u, err := strconv.ParseUint(string(l[2][i:i+4]), 16, 16)
				if err != nil {
					r.t.Fatal(err)
				}
				units = append(units, uint16(u))
			}
			letters[string(l[1])] = string(utf16.Decode(units))
		}
		means[string(m[1])] = letters
	}
	var out strings.Builder
	for part := range strings.SplitSeq(string(r.stream(r.after(page, "/Contents"))), "BT\n") {
		part, _, set := strings.Cut(part, "ET\n")
		if !set {
			continue
		}
		font := ""
		for _, m := range shownForm.FindAllStringSubmatch(part, -1) {
			if m[1] != "" {
				font = m[1]
			}
			if m[2] != "" {
				letter, known := means[font][m[2]]
				if !known {
					r.t.Errorf("letter %s of typeface %s stands for nothing", m[2], font)
				}
				out.WriteString(letter)
			}
		}
		out.WriteByte('\n')
	}
	return strings.ReplaceAll(out.String(), nothing, "")
}

// photos are the pictures that a page shows.
func (r *reader) photos(page int) (out []image.Image) {
	r.t.Helper()
	for _, m := range photoForm.FindAllSubmatch(r.objects[page], -1) {
		if n := number(string(m[1])); bytes.Contains(r.objects[n], []byte("/DCTDecode")) {
			img, err := jpeg.Decode(bytes.NewReader(r.stream(n)))
			if err != nil {
				r.t.Fatal(err)
			}
			out = append(out, img)
		}
	}
	return out
}

// frame is one that is told from others by its colour; the first is larger than
// it is shown.
func frame(at int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 54, 96))
	if at == 1 {
		m = image.NewNRGBA(image.Rect(0, 0, 405, 720))
	}
	for i := 0; i < len(m.Pix); i += 4 {
		c := color.NRGBA{uint8(40 * at), 90, 200, 255}
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = c.R, c.G, c.B, 255
	}
	return m
}
