package media

import "strconv"

// formats are the only containers a child may open, whatever a file is named:
// a playlist in disguise would make it read other files.
const formats = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"

// decoders are the only codecs a child may open. Words and pictures of subtitles
// are never shown, but a file that has them must open.
const decoders = "h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,mpeg4,mpeg2video,h263,mjpeg,prores,dnxhd,cfhd,png,rawvideo," +
	"aac,aac_fixed,aac_latm,alac,mp3,mp3float,mp2,mp2float,ac3,ac3_fixed,eac3,flac,opus,libopus,vorbis,libvorbis,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb," +
	"dca,truehd,mlp,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_u8,pcm_s8,pcm_alaw,pcm_mulaw," +
	"srt,subrip,ssa,ass,mov_text,webvtt,text,dvdsub,dvbsub,pgssub,cc_dec"

// arguments builds the words of every ffmpeg and ffprobe call over a file, and
// nothing else does. in holds options for reading, out the rest. A file's name
// stands behind "file:" so that it is never taken for an option or a protocol.
func arguments(probe bool, s Source, in, out []string) []string {
	a := []string{"-hide_banner", "-v", "error"}
	if !probe {
		// The person's keyboard is not ours; time stamps are the file's own.
		a = append(a, "-nostdin", "-copyts", "-noautorotate")
	}
	a = append(a,
		"-protocol_whitelist", "file,pipe",
		"-format_whitelist", formats,
		"-codec_whitelist", decoders,
		"-max_streams", strconv.Itoa(mostStreams),
		"-f", s.demuxer)
	a = append(a, in...)
	a = append(a, "-i", "file:"+s.Path)
	return append(a, out...)
}

// mostStreams is how many tracks a file may hold.
const mostStreams = 16

// threads is how many threads may decode, of those asked for; 0 leaves it to the
// decoder. Each of them holds pictures of its own, and at 4K those are large.
func (s *Source) threads(asked, most int) string {
	if s.coded.w*s.coded.h > 2560*1440 && (asked == 0 || asked > most) {
		asked = most
	}
	return strconv.Itoa(asked)
}
