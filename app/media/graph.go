package media

import (
	"fmt"
	"strings"

	"taglane/app/taglane"
)

// Sizes and counts of what is derived.
const (
	tileWidth  = 160
	mostTiles  = 100
	tilesInRow = 10
	shortSide  = 540 // of poster and preview
)

// clock puts the first shown picture at zero and counts microseconds, whatever
// the file counts in and wherever it starts. The lead forgives late stamps.
// Nothing lies behind the grid's end: a damaged last picture that claims to last
// for days would be repeated for as long.
func (s *Source) clock() string {
	from := s.start + s.lead
	end := from + int64(s.Frames)*1_000_000*s.Rate.Den/s.Rate.Num
	return fmt.Sprintf("settb=1/1000000,setpts='if(gt(PTS,%d),%d,PTS)%+d'", end, end, -from)
}

// grid shows each picture from the first grid frame that begins at or after it
// until the next picture's: after clock, frame n of its output is grid frame n.
func (s *Source) grid() string {
	return fmt.Sprintf("fps=%s:round=up:start_time=0,tpad=stop=8:stop_mode=clone,trim=end_frame=%d", s.Rate, s.Frames)
}

// shape scales the picture as displayed to w × h, turns it, and brings it to
// what a screen of BT.709 shows, whatever its matrix, range and light were.
// Turning and toning come after scaling, where they cost little.
func (s *Source) shape(w, h int, flags string) string {
	chain := s.scale(w, h, flags) + ",setsar=1"
	switch {
	case s.wide():
		chain += "," + s.flatten() + ",scale=flags=bilinear+accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=limited"
	case s.weights != "bt709": // the scaler would tint greys, or take ten times as long
		chain += ",format=yuv420p,colorspace=ispace=" + s.weights + ":irange=tv:iprimaries=bt709:itrc=bt709:space=bt709:range=tv:primaries=bt709:trc=bt709"
	}
	return chain + ",format=yuv420p,setparams=range=limited:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
}

// scale brings the picture to w × h and to limited range, and turns it. Its
// matrix stays, but that of wide colours is the one that flatten takes.
func (s *Source) scale(w, h int, flags string) string {
	if s.turn.swaps {
		w, h = h, w
	}
	from := strings.TrimSuffix(strings.TrimSuffix(s.weights, "bg"), "nc") // as this filter calls them
	to := from
	if s.wide() {
		to = "bt2020"
	}
	chain := fmt.Sprintf("scale=%d:%d:flags=%s:in_color_matrix=%s:out_color_matrix=%s:out_range=limited", w, h, flags, from, to)
	if s.turn.filter != "" {
		chain += "," + s.turn.filter
	}
	return chain
}

// wide says that the picture holds colours or light beyond a usual screen's.
func (s *Source) wide() bool { return s.HDR != "" || s.gamut != "" }

// flatten brings wide colours to red, green and blue of BT.709 before they are
// subsampled, which cuts off what lies outside. Of high dynamic range, light up
// to ten times diffuse white, 203 cd/m², is bent to fit. That is fixed, and not
// taken from the file's own claim of its brightest light, so that no frame looks
// different from the next. The result follows the curve of sRGB, as screens do.
func (s *Source) flatten() string {
	gamut := s.gamut
	if gamut == "" {
		gamut = "bt2020"
	}
	curve := map[string]string{"hlg": "arib-std-b67", "pq": "smpte2084"}[s.HDR]
	if curve == "" {
		return "zscale=tin=bt709:min=bt2020nc:pin=" + gamut + ":rin=limited:t=bt709:p=bt709:m=gbr:r=full,format=gbrp"
	}
	return "zscale=tin=" + curve + ":min=bt2020nc:pin=" + gamut + ":rin=limited:t=iec61966-2-1:p=bt709:m=gbr:r=full:npl=2030,format=gbrp12le," +
		"lutrgb=r='" + bend + "':g='" + bend + "':b='" + bend + "'"
}

// bend is the tone curve of one colour of 12 bits, in sRGB's own curve, where 1
// is ten times diffuse white before and diffuse white after. Skin and goods keep
// their tone up to half of diffuse white; from there a hyperbola that meets the
// line smoothly (Möbius) reaches 1 at the brightest. It is a table, and so costs
// half of what the filter made for it does. Rounding is up to the one who adds ½.
const bend = "st(0,val/4095);" +
	"st(1,10*if(lte(ld(0),0.04045),ld(0)/12.92,pow((ld(0)+0.055)/1.055,2.4)));" +
	"st(2,if(lte(ld(1),0.5),ld(1),1.0277778*(ld(1)-0.2432432)/(ld(1)+0.0277778)));" +
	"0.5+4095*if(lte(ld(2),0.0031308),12.92*ld(2),1.055*pow(ld(2),1/2.4)-0.055)"

// asJPEG makes pictures what a JPEG holds: full range, by the matrix of BT.601.
const asJPEG = "scale=out_color_matrix=bt601:out_range=full,format=yuv420p"

// within is the picture's size with its short side at most short, in even numbers.
func (s *Source) within(short int) size {
	w, h := s.Width, s.Height
	if m := min(w, h); m > short {
		w, h = (w*short+m/2)/m, (h*short+m/2)/m
	}
	return size{max(2, w&^1), max(2, h&^1)}
}

// tile is the size of a filmstrip tile.
func (s *Source) tile() size {
	h := (tileWidth*s.Height/s.Width + 1) &^ 1
	return size{tileWidth, min(max(h, 16), 4*tileWidth)}
}

// tiles are the frames a whole filmstrip shows, spread evenly: the middle of
// each of its equal parts.
func (s *Source) tiles() []taglane.Frame {
	n := min(mostTiles, s.Frames)
	out := make([]taglane.Frame, n)
	for i := range out {
		out[i] = (2*taglane.Frame(i) + 1) * s.Frames / (2 * n)
	}
	return out
}

// choose passes exactly the frames that tiles lists.
func (s *Source) choose() string {
	n := min(mostTiles, s.Frames)
	return fmt.Sprintf("select='gt(ceil((%d*(n+1)-%d)/%d),ceil((%d*n-%d)/%d))'", 2*n, s.Frames, 2*s.Frames, 2*n, s.Frames, 2*s.Frames)
}

// cutsFile receives the frames at which scenes begin, in the working directory.
const cutsFile = "cuts.txt"

// watch notes where scenes begin. Cuts are looked for before the grid repeats
// pictures, at a size where noise is averaged away.
func (s *Source) watch() string {
	return fmt.Sprintf("scdet=t=10,%s,metadata=print:key=lavfi.scd.time:file=%s", s.grid(), cutsFile)
}

// decodeOnce is the graph of the one pass over a file: the filmstrip's frames
// and the cuts on [tiles], the preview on [proxy].
func (s *Source) decodeOnce(strip, proxy bool) string {
	t, p := s.tile(), s.within(shortSide)
	tiles := fmt.Sprintf("%s,%s,%s[tiles]", s.watch(), s.choose(), asJPEG)
	in := s.input() + s.clock() + ","
	switch {
	case !proxy:
		return in + s.shape(t.w, t.h, "area") + "," + tiles
	case !strip:
		return in + s.shape(p.w, p.h, "area") + "," + s.grid() + "[proxy]"
	}
	return in + s.shape(p.w, p.h, "area") + ",split[a][b];" +
		"[a]" + s.grid() + "[proxy];" +
		fmt.Sprintf("[b]scale=%d:%d:flags=area,", t.w, t.h) + tiles
}

// input names the video stream in a graph.
func (s *Source) input() string {
	if s.video < 0 {
		return "[0:v:0]"
	}
	return fmt.Sprintf("[0:%d]", s.video)
}
