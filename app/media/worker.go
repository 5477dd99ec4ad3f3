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

// nrgba copies any picture into one made here. A pixel of a palette must name
// a colour of it: decoders let others pass, and drawing them would panic.
func nrgba(img image.Image) (*image.NRGBA, error) {
	b := img.Bounds()
	flat := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	p, ok := img.(*image.Paletted)
	if !ok {
		draw.Draw(flat, flat.Rect, img, b.Min, draw.Src)
		return flat, nil
	}
	colours := make([]color.NRGBA, len(p.Palette))
	for i, c := range p.Palette {
		colours[i] = color.NRGBAModel.Convert(c).(color.NRGBA)
	}
	for y := range b.Dy() {
		for x := range b.Dx() {
			n := int(p.Pix[y*p.Stride+x])
			if n >= len(colours) {
				return nil, errors.New("a pixel names a colour outside the palette")
			}
			flat.SetNRGBA(x, y, colours[n])
		}
	}
	return flat, nil
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
