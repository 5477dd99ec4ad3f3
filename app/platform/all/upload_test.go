package all_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"taglane/app/outbox"
	"taglane/app/platform/youtube/youtubetest"
)

// What is promised of an upload on this computer: nearly as quick as curl, and
// without holding the clip in memory.
const (
	leastShare = 0.9
	mostMemory = 64 << 20 // bytes above what the program had before
)

// BenchmarkUpload carries a clip to a stand-in with the real connector and
// outbox, and the same bytes to the same stand-in with curl. TAGLANE_UPLOAD is
// how many bytes; a gigabyte unless it is set. Rounds take turns, since a busy
// computer is busy for both, and the best of each counts.
func BenchmarkUpload(b *testing.B) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		b.Skip("there is no curl to compare with")
	}
	size := int64(1 << 30)
	if n, err := strconv.ParseInt(os.Getenv("TAGLANE_UPLOAD"), 10, 64); err == nil {
		size = n
	}
	var c service
	for _, s := range services() {
		if s.name == "youtube" {
			c = s
		}
	}
	c.size = size
	for b.Loop() {
		ours, raw, memory := time.Duration(1<<62), time.Duration(1<<62), int64(0)
		for range 3 {
			took, rss := carried(b, c)
			ours, memory = min(ours, took), max(memory, rss)
			again := put(b, curl, c)
			b.Log(took, again)
			raw = min(raw, again)
		}
		share, speed := raw.Seconds()/ours.Seconds(), func(d time.Duration) float64 { return float64(size) / 1e6 / d.Seconds() }
		b.ReportMetric(speed(ours), "MB/s")
		b.ReportMetric(speed(raw), "curl-MB/s")
		b.ReportMetric(share, "of-curl")
		b.ReportMetric(float64(memory)/(1<<20), "MiB-above-idle")
		if share < leastShare {
			b.Errorf("an upload is %.2f times as quick as curl, promised are %.1f", share, leastShare)
		}
		if memory > mostMemory {
			b.Errorf("it took %d MiB, promised are %d", memory>>20, mostMemory>>20)
		}
	}
}

// carried is how long the bytes of a clip take through connector and outbox,
// and how much memory that took beyond what was there. That the file is still
// what was frozen has been looked at before.
func carried(b *testing.B, c service) (took time.Duration, memory int64) {
	s := newStand(b, c)
	defer s.close()
	ctx := context.Background()
	step := func() {
		s.live(func() { _, _ = s.box.Step(ctx, s.row.ID) })
	}
	for s.row.Stage == outbox.Queued {
		step()
	}
	idle := resident(b)
	var most atomic.Int64
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				most.Store(max(most.Load(), resident(b)-idle))
			}
		}
	}()
	began := time.Now()
	for s.row.Stage == outbox.Open && s.row.FaultMessage.Format == "" {
		step()
	}
	took = time.Since(began)
	close(done)
	if s.row.Stage < outbox.Sent {
		b.Fatalf("the upload stands at %s: %s", s.row.Stage, s.row.FaultMessage)
	}
	return took, most.Load()
}

// put is how long curl takes for the same bytes in one request.
func put(b *testing.B, curl string, c service) time.Duration {
	far := youtubetest.New()
	defer far.Close()
	body := `{"snippet":{"title":"A clip","categoryId":"22"},"status":{"privacyStatus":"private","selfDeclaredMadeForKids":false}}`
	r, err := http.NewRequest(http.MethodPost, far.URL()+youtubetest.UploadPath+"?uploadType=resumable&part=snippet,status", strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	for k, v := range map[string]string{"Authorization": "Bearer " + youtubetest.FirstAccess, "Content-Type": "application/json; charset=UTF-8",
		"X-Upload-Content-Length": fmt.Sprint(c.size), "X-Upload-Content-Type": "video/mp4"} {
		r.Header.Set(k, v)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	answer.Body.Close()
	cmd := exec.Command(curl, "-sS", "--fail", "-T", sized(b, c.size).Path, "-H", "Authorization: Bearer "+youtubetest.FirstAccess, "-H", "Expect:",
		"-H", fmt.Sprintf("Content-Range: bytes 0-%d/%d", c.size-1, c.size), "-H", "Content-Type: video/mp4", answer.Header.Get("Location"))
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil || len(far.Videos()) != 1 {
		b.Fatalf("curl: %v: %s", err, out)
	}
	return time.Since(began)
}

// resident is how much memory this program has, in bytes; 0 where nobody tells.
func resident(b *testing.B) int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		b.Error(err)
	}
	return pages * int64(os.Getpagesize())
}
