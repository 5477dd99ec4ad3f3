package sheet

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"strings"
	"unicode/utf16"

	"taglane/app/media"
)

// file is a PDF in the making: numbered objects, one after another.
type file struct {
	b  bytes.Buffer
	at []int // where object n+1 begins; 0: not written yet
}

func newFile() *file {
	f := &file{}
	f.b.WriteString("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n") // the second line says that it is not text
	return f
}

// reserve is the number of an object that is written later.
func (f *file) reserve() int {
	f.at = append(f.at, 0)
	return len(f.at)
}

func (f *file) put(n int, format string, args ...any) {
	f.at[n-1] = f.b.Len()
	fmt.Fprintf(&f.b, "%d 0 obj\n", n)
	fmt.Fprintf(&f.b, format, args...)
	f.b.WriteString("\nendobj\n")
}

// stream writes bytes under a number, with what the dictionary says besides.
func (f *file) stream(n int, dictionary string, data []byte) {
	f.at[n-1] = f.b.Len()
	fmt.Fprintf(&f.b, "%d 0 obj\n<<%s /Length %d>>\nstream\n", n, dictionary, len(data))
	f.b.Write(data)
	f.b.WriteString("\nendstream\nendobj\n")
}

// deflated writes a stream that is packed.
func (f *file) deflated(n int, dictionary string, data []byte) {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	f.stream(n, dictionary+" /Filter /FlateDecode", b.Bytes())
}

// photo writes a frame and answers with its number.
func (f *file) photo(m *image.NRGBA) (int, error) {
	var b bytes.Buffer
	if err := media.WriteJPEG(&b, m, 85); err != nil {
		return 0, err
	}
	n := f.reserve()
	f.stream(n, fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode", m.Rect.Dx(), m.Rect.Dy()), b.Bytes())
	return n, nil
}

// sign writes a small picture that lets through what is behind it.
func (f *file) sign(m *image.NRGBA) int {
	var colours, mask []byte
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			c := m.NRGBAAt(x, y)
			colours, mask = append(colours, c.R, c.G, c.B), append(mask, c.A)
		}
	}
	size := fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8", m.Rect.Dx(), m.Rect.Dy())
	behind, n := f.reserve(), f.reserve()
	f.deflated(behind, size+" /ColorSpace /DeviceGray", mask)
	f.deflated(n, fmt.Sprintf("%s /ColorSpace /DeviceRGB /SMask %d 0 R", size, behind), colours)
	return n
}

// close ends the file with the list of its objects.
func (f *file) close(root, info int) []byte {
	start := f.b.Len()
	fmt.Fprintf(&f.b, "xref\n0 %d\n0000000000 65535 f \n", len(f.at)+1)
	for _, at := range f.at {
		fmt.Fprintf(&f.b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&f.b, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(f.at)+1, root, info, start)
	return f.b.Bytes()
}

// sixteen is a text as a PDF writes any text.
func sixteen(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}
