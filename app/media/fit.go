package media

import (
	"image"
	"image/color"
	"image/jpeg"
	"io"

	"github.com/disintegration/imaging"
)

// This file alone reaches imaging, and only with pictures in NRGBA: other
// kinds can make it panic where nobody can recover.

// CropTo copies the part of a picture within r; what lies outside the picture
// is left out.
func CropTo(img *image.NRGBA, r image.Rectangle) *image.NRGBA { return imaging.Crop(img, r) }

// Resize scales a picture to w × h pixels, up or down, with Lanczos' filter.
// Both must be positive; a picture without pixels gives one.
func Resize(img *image.NRGBA, w, h int) *image.NRGBA {
	return imaging.Resize(img, w, h, imaging.Lanczos)
}

// fit scales a picture down so that no side is longer than most.
func fit(img *image.NRGBA, most int) *image.NRGBA {
	if max(img.Rect.Dx(), img.Rect.Dy()) <= most {
		return img
	}
	return imaging.Fit(img, most, most, imaging.Lanczos)
}

// onWhite lays a picture with transparent parts on white.
func onWhite(img *image.NRGBA) *image.NRGBA {
	if img.Opaque() {
		return img
	}
	white := imaging.New(img.Rect.Dx(), img.Rect.Dy(), color.White)
	return imaging.Overlay(white, img, image.Point{}, 1)
}

// upright turns a picture as an EXIF orientation of 1 to 8 asks for.
func upright(img *image.NRGBA, orientation int) *image.NRGBA {
	switch orientation {
	case 2:
		return imaging.FlipH(img)
	case 3:
		return imaging.Rotate180(img)
	case 4:
		return imaging.FlipV(img)
	case 5:
		return imaging.Transpose(img)
	case 6:
		return imaging.Rotate270(img) // imaging counts counter-clockwise
	case 7:
		return imaging.Transverse(img)
	case 8:
		return imaging.Rotate90(img)
	}
	return img
}

// WriteJPEG writes a picture at a quality of 1 to 100; transparent parts
// become white. It returns what w returns.
func WriteJPEG(w io.Writer, img *image.NRGBA, quality int) error {
	img = onWhite(img)
	// An opaque picture has the same bytes as RGBA, which the encoder reads
	// without a call for each pixel.
	return jpeg.Encode(w, &image.RGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}, &jpeg.Options{Quality: quality})
}
