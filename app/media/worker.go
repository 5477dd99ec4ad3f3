package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// workerWord is the hidden verb under which our own program decodes a picture.
const workerWord = "picture-worker"

// WorkerMain does the work of a picture process when args ask for it, and then
// handled is true and the program must end with code. Programs that read
// pictures call it before anything else, tests too.
func WorkerMain(args []string, in io.Reader, out io.Writer) (handled bool, code int) {
	if len(args) != 1 || args[0] != workerWord {
		return false, 0
	}
	restrainSelf()
	raw, err := io.ReadAll(io.LimitReader(in, mostPictureBytes))
	if err != nil || checkPicture(raw) != nil {
		return true, 1
	}
	img, err := decodePicture(raw)
	if err != nil {
		return true, 1
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(img.Rect.Dx()))
	head = binary.BigEndian.AppendUint32(head, uint32(img.Rect.Dy()))
	if _, err = out.Write(head); err == nil {
		_, err = out.Write(img.Pix)
	}
	if err != nil {
		return true, 1
	}
	return true, 0
}

// pictureKind is one of the formats that are taken. They are called by name,
// so that no format a library registers widens what is accepted.
type pictureKind struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func pictureFormat(b []byte) *pictureKind {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return &pictureKind{jpeg.DecodeConfig, jpeg.Decode}
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return &pictureKind{png.DecodeConfig, png.Decode}
	case len(b) >= 16 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return &pictureKind{webp.DecodeConfig, webp.Decode}
	}
	return nil
}

func decodePicture(raw []byte) (*image.NRGBA, error) {
	kind := pictureFormat(raw)
	c, err := kind.config(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	img, err := kind.decode(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	// Go's PNG reader lengthens a palette that pixels reach beyond; what counts
	// is the palette the file has.
	if p, ok := img.(*image.Paletted); ok {
		if declared, ok := c.ColorModel.(color.Palette); ok {
			p.Palette = declared
		}
	}
	flat, err := nrgba(img)
	if err != nil {
		return nil, err
	}
	return upright(fit(flat, copySide), orientation(raw)), nil
}

// nrgba copies any picture into one made here, and one that is far larger than
// what is kept into as much smaller a one at once: only a strip of it ever stands
// in full colour. A pixel of a palette must name a colour of it: decoders let
// others pass, and drawing them would panic.
func nrgba(img image.Image) (*image.NRGBA, error) {
	b := img.Bounds()
	n := max(1, max(b.Dx(), b.Dy())/(2*copySide))
	flat := image.NewNRGBA(image.Rect(0, 0, (b.Dx()+n-1)/n, (b.Dy()+n-1)/n))
	strip := image.NewNRGBA(image.Rect(0, 0, b.Dx(), n))
	p, paletted := img.(*image.Paletted)
	var colours []color.NRGBA
	if paletted {
		for _, c := range p.Palette {
			colours = append(colours, color.NRGBAModel.Convert(c).(color.NRGBA))
		}
	}
	for y := range flat.Rect.Dy() {
		rows := strip.SubImage(image.Rect(0, 0, b.Dx(), min(n, b.Dy()-y*n))).(*image.NRGBA)
		if paletted {
			if !colour8(rows, p.Pix[y*n*p.Stride:], p.Stride, colours) {
				return nil, errors.New("a pixel names a colour outside the palette")
			}
		} else {
			draw.Draw(rows, rows.Rect, img, b.Min.Add(image.Pt(0, y*n)), draw.Src)
		}
		averaged(flat, y, rows, n)
	}
	return flat, nil
}

// colour8 colours rows by the pixels of a palette; false when one has no colour.
func colour8(rows *image.NRGBA, pix []byte, stride int, colours []color.NRGBA) bool {
	for y := range rows.Rect.Dy() {
		for x, n := range pix[y*stride : y*stride+rows.Rect.Dx()] {
			if int(n) >= len(colours) {
				return false
			}
			c := colours[n]
			copy(rows.Pix[y*rows.Stride+4*x:], []byte{c.R, c.G, c.B, c.A})
		}
	}
	return true
}

// averaged writes row y of a picture from rows of one n times as large. What is
// clear has no say in the colour.
func averaged(to *image.NRGBA, y int, rows *image.NRGBA, n int) {
	if n == 1 {
		copy(to.Pix[y*to.Stride:], rows.Pix[:4*rows.Rect.Dx()])
		return
	}
	w, h := rows.Rect.Dx(), rows.Rect.Dy()
	for x := range to.Rect.Dx() {
		var sum [3]int
		alpha, count := 0, 0
		for v := range h {
			row := rows.Pix[v*rows.Stride:]
			for at := 4 * x * n; at < 4*min((x+1)*n, w); at += 4 {
				a := int(row[at+3])
				sum[0], sum[1], sum[2] = sum[0]+int(row[at])*a, sum[1]+int(row[at+1])*a, sum[2]+int(row[at+2])*a
				alpha, count = alpha+a, count+1
			}
		}
		px := to.Pix[y*to.Stride+4*x:]
		for i := range sum {
			px[i] = byte(sum[i] / max(1, alpha))
		}
		px[3] = byte(alpha / max(1, count))
	}
}

// orientation reads how a JPEG of a camera is to be turned, 1 to 8; 1 when it
// does not say.
func orientation(raw []byte) int {
	at := 2
	for at+4 <= len(raw) && raw[at] == 0xff && raw[at+1] != 0xda {
		n := int(raw[at+2])<<8 | int(raw[at+3])
		end := at + 2 + n
		if n < 2 || end > len(raw) {
			return 1
		}
		if body := raw[at+4 : end]; raw[at+1] == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return tiffOrientation(body[6:])
		}
		at = end
	}
	return 1
}

func tiffOrientation(b []byte) int {
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(b, []byte("II")) {
		order = binary.LittleEndian
	}
	if len(b) < 8 {
		return 1
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	for i := range int64(order.Uint16(b[at:])) {
		e := at + 2 + 12*i
		if e+12 > int64(len(b)) {
			return 1
		}
		if order.Uint16(b[e:]) == 0x112 {
			if v := int(order.Uint16(b[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}
