package media

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// stream is what ffprobe tells of one track.
type stream struct {
	Index       int    `json:"index"`
	Kind        string `json:"codec_type"`
	Codec       string `json:"codec_name"`
	Width       int    `json:"width"`
	Height      int    `json:"height"`
	Aspect      string `json:"sample_aspect_ratio"`
	Format      string `json:"pix_fmt"`
	Space       string `json:"color_space"`
	Transfer    string `json:"color_transfer"`
	Primaries   string `json:"color_primaries"`
	TimeBase    string `json:"time_base"`
	Average     string `json:"avg_frame_rate"`
	Disposition struct {
		Picture int `json:"attached_pic"`
	} `json:"disposition"`
	Side []struct {
		Matrix string `json:"displaymatrix"`
	} `json:"side_data_list"`
}

// ask lets ffprobe describe a file whose boxes did not tell enough: once for
// its tracks, once for the time of every picture.
func ask(ctx context.Context, t Tool, s Source) (said, error) {
	out, err := collect(ctx, child{program: t.FFprobe, only: t.only(s.Path), limit: probeLimit, most: 1 << 20,
		argv: arguments(true, s, nil, []string{"-show_streams", "-of", "json"})})
	if err != nil {
		return said{}, noAnswer(ctx, err)
	}
	var answer struct{ Streams []stream }
	if err := json.Unmarshal(out, &answer); err != nil {
		return said{}, noAnswer(ctx, err)
	}
	d := said{stream: -1, fragmented: true}
	var video *stream
	for i := range answer.Streams {
		switch x := &answer.Streams[i]; {
		case x.Kind == "audio" && d.audio == "":
			d.audio = x.Codec
			if strings.HasPrefix(x.Codec, "pcm_") {
				d.audio = "pcm"
			}
		case x.Kind == "video" && x.Disposition.Picture == 0 && video == nil:
			video = x
		}
	}
	if video == nil {
		return d, nil
	}
	if video.Codec == "" {
		return said{}, taglane.Errorf(taglane.Invalid, "The picture of this file is kept in a form that cannot be decoded here.")
	}
	video.describe(&d)
	d.time, err = askTimes(ctx, t, s, video)
	return d, err
}

func noAnswer(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if strings.Contains(err.Error(), "not on whitelist") {
		return taglane.Wrap(err, taglane.Invalid, "This file holds a kind of track that Taglane does not read; save it as MP4 first.")
	}
	return taglane.Wrap(err, taglane.Invalid, "This file is damaged or is not a video: no frame can be read from it.")
}

// named are ffprobe's names for the code points that matter here.
var named = map[string]int64{"bt709": 1, "fcc": 4, "bt470bg": 5, "smpte170m": 6, "smpte240m": 7, "bt2020": 9, "bt2020nc": 9, "bt2020c": 10,
	"smpte431": 11, "smpte432": 12, "smpte2084": 16, "arib-std-b67": 18}

func (v *stream) describe(d *said) {
	d.codec, d.coded, d.stream = v.Codec, size{v.Width, v.Height}, v.Index
	d.plain = v.Format == "yuv420p" || v.Format == "yuvj420p"
	d.colour = colour{named[v.Primaries], named[v.Transfer], named[v.Space]}
	fmt.Sscanf(v.Aspect, "%d:%d", &d.aspect[0], &d.aspect[1])
	for _, side := range v.Side {
		var row [2][3]int64
		lines := strings.Split(strings.TrimSpace(side.Matrix), "\n")
		for i := range min(2, len(lines)) {
			_, numbers, _ := strings.Cut(lines[i], ":")
			fmt.Sscan(numbers, &row[i][0], &row[i][1], &row[i][2])
		}
		if len(lines) == 3 {
			d.matrix = [4]int64{row[0][0], row[0][1], row[1][0], row[1][1]}
		}
	}
}

// askTimes lists the packets of one stream: when each is shown, and which can
// be decoded alone. Packets an edit list hides are marked D.
func askTimes(ctx context.Context, t Tool, s Source, v *stream) (timeline, error) {
	out, err := collect(ctx, child{program: t.FFprobe, only: t.only(s.Path), limit: probeLimit, most: 64 << 20,
		argv: arguments(true, s, nil, []string{"-select_streams", strconv.Itoa(v.Index), "-show_entries", "packet=pts,dts,duration,flags", "-of", "compact=p=0:nk=0"})})
	if err != nil && len(out) == 0 {
		return timeline{}, noAnswer(ctx, err)
	}
	var num, den int64
	fmt.Sscanf(v.TimeBase, "%d/%d", &num, &den)
	if num <= 0 || den <= 0 || den > 1<<32 {
		return timeline{}, noAnswer(ctx, fmt.Errorf("time base %q", v.TimeBase))
	}
	line := timeline{scale: den}
	fmt.Sscanf(v.Average, "%d/%d", &line.claim.Num, &line.claim.Den)
	for row := range bytes.Lines(out) {
		var p packet
		if !p.read(string(row)) || strings.Contains(p.flags, "D") {
			continue
		}
		line.pts = append(line.pts, p.at*num)
		line.end = max(line.end, (p.at+p.lasts)*num)
		if strings.Contains(p.flags, "K") {
			line.keys = append(line.keys, p.at*num)
		}
	}
	return line, nil
}

type packet struct {
	at, lasts int64
	flags     string
}

// read takes a row such as pts=0|dts=0|duration=512|flags=K_; false without a time.
func (p *packet) read(row string) (timed bool) {
	for field := range strings.SplitSeq(strings.TrimSpace(row), "|") {
		k, v, _ := strings.Cut(field, "=")
		n, err := strconv.ParseInt(v, 10, 50)
		switch {
		case k == "flags":
			p.flags = v
		case err != nil:
		case k == "pts", k == "dts" && !timed:
			p.at, timed = n, true
		case k == "duration":
			p.lasts = n
		}
	}
	return timed
}
