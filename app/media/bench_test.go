//go:build unix

package media

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
)

// BenchmarkIngest compares what deriving costs with what merely decoding the
// same clip costs, both in processor time of us and all our children, turn by
// turn, and reports the median of the ratios. The clip has 30 s of 1080 × 1920
// H.264 at 11 Mbit/s with few keyframes, and sound.
func BenchmarkIngest(b *testing.B) {
	x := tool(b)
	path := filepath.Join(b.TempDir(), "bench.mp4")
	scene := func(lavfi string) []string { return []string{"-f", "lavfi", "-i", lavfi + ":s=1080x1920:r=30"} }
	args := []string{"-v", "error"}
	for _, s := range []string{"mandelbrot=maxiter=600", "testsrc2=d=6", "gradients=seed=3", "mandelbrot=start_x=-0.7:maxiter=600", "testsrc=d=6"} {
		args = append(args, scene(s)...)
	}
	args = append(args, "-f", "lavfi", "-i", "sine=330:sample_rate=48000", "-filter_complex",
		"[0]trim=end=6[a];[2]trim=end=6[c];[3]trim=end=6[d];[a][1][c][d][4]concat=n=5,noise=alls=6:allf=t,format=yuv420p[v]",
		"-map", "[v]", "-map", "5:a", "-t", "30", "-c:v", "libx264", "-preset", "veryfast", "-b:v", "11600k", "-g", "250", "-c:a", "aac", "-b:a", "160k", path)
	ffmpeg(b, nil, args...)
	s := open(b, path)
	var plain, full, wall []float64
	for b.Loop() {
		decode, decodeWall := spent(b, func() error {
			return exec.Command(x.FFmpeg, "-v", "error", "-nostdin", "-i", path, "-map", "0:v:0", "-f", "null", "-").Run()
		})
		run := func(w Work) (time.Duration, time.Duration) {
			dir := b.TempDir()
			return spent(b, func() error { return Ingest(context.Background(), x, Cache{dir}, s, w) })
		}
		without, _ := run(Work{NoProxy: true})
		with, withWall := run(Work{})
		plain = append(plain, float64(without)/float64(decode))
		full = append(full, float64(with)/float64(decode))
		wall = append(wall, float64(withWall)/float64(decodeWall))
	}
	for name, list := range map[string][]float64{"x-decode-cpu": plain, "x-decode-cpu-with-proxy": full, "x-decode-wall-with-proxy": wall} {
		slices.Sort(list)
		b.ReportMetric(list[len(list)/2], name)
	}
	b.ReportMetric(0, "ns/op")
	if info, err := os.Stat(path); err == nil {
		b.ReportMetric(float64(info.Size())/1e6, "clip-MB")
	}
}

// spent is the processor time of this process and its children during f, and
// the time on the wall.
func spent(b *testing.B, f func() error) (cpu, wall time.Duration) {
	b.Helper()
	used := func() (sum time.Duration) {
		for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
			var r syscall.Rusage
			if err := syscall.Getrusage(who, &r); err != nil {
				b.Fatal(err)
			}
			sum += time.Duration(r.Utime.Nano() + r.Stime.Nano())
		}
		return sum
	}
	before, begun := used(), time.Now()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	return used() - before, time.Since(begun)
}
