//go:build linux

package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// touchAll is what this test program does as a confined child: it tries all that
// a decoder taken over by a film might, and prints what it got away with. The
// folder holds a file "own" that it may read; it may write into its working one.
func touchAll(dir string) {
	other := filepath.Join(dir, "other")
	deeds := []struct {
		name string
		do   func() error
	}{
		{"read its file", func() error { _, err := os.ReadFile(filepath.Join(dir, "own")); return err }},
		{"write on its desk", func() error { return os.WriteFile("made", nil, 0o600) }},
		{"read another", func() error { _, err := os.ReadFile(other); return err }},
		{"list a folder", func() error { _, err := os.ReadDir(dir); return err }},
		{"read a home", func() error { _, err := os.ReadFile("/etc/passwd"); return err }},
		{"read a process", func() error { _, err := os.ReadFile("/proc/self/environ"); return err }},
		{"write its file", func() error { return os.WriteFile(filepath.Join(dir, "own"), nil, 0o600) }},
		{"write another", func() error { return os.WriteFile(other, nil, 0o600) }},
		{"cut another", func() error { return os.Truncate(other, 0) }},
		{"make one", func() error { return os.WriteFile(filepath.Join(dir, "new"), nil, 0o600) }},
		{"make a folder", func() error { return os.Mkdir(filepath.Join(dir, "folder"), 0o700) }},
		{"make a link", func() error { return os.Symlink("/", filepath.Join(dir, "link")) }},
		{"remove another", func() error { return os.Remove(other) }},
		{"take another", func() error { return os.Rename(other, "taken") }},
		{"start another", func() error { return exec.Command(filepath.Join(dir, "script")).Run() }},
		{"open a socket", func() error { return opened1(syscall.AF_INET, syscall.SOCK_STREAM) }},
		{"open a socket of packets", func() error { return opened1(syscall.AF_INET6, syscall.SOCK_DGRAM) }},
		{"open a local socket", func() error { return opened1(syscall.AF_UNIX, syscall.SOCK_STREAM) }},
		{"call an address", func() error { return dialled("tcp", os.Getenv("TAGLANE_TEST_ADDRESS")) }},
		{"call a local socket", func() error { return dialled("unix", filepath.Join(dir, "socket")) }},
	}
	for _, d := range deeds {
		if d.do() == nil {
			fmt.Println(d.name)
		}
	}
	os.Exit(0)
}

func opened1(family, kind int) error {
	fd, err := syscall.Socket(family, kind, 0)
	if err == nil {
		err = syscall.Close(fd)
	}
	return err
}

func dialled(network, address string) error {
	c, err := net.DialTimeout(network, address, time.Second)
	if err == nil {
		err = c.Close()
	}
	return err
}

// ways are the means that this system has.
func ways(t *testing.T) (all []means) {
	if landlockVersion() > 0 {
		all = append(all, landlock)
	}
	if wraps() {
		all = append(all, bubblewrap)
	}
	if len(all) == 0 {
		t.Skip("neither Landlock nor bubblewrap works here: children are limited only")
	}
	return all
}

func TestAChildTouchesNothingElse(t *testing.T) {
	t.Parallel()
	for _, by := range append(ways(t), limitsOnly) {
		dir, desk := t.TempDir(), t.TempDir()
		for name, mode := range map[string]os.FileMode{"own": 0o644, "other": 0o644, "script": 0o755} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), mode); err != nil {
				t.Fatal(err)
			}
		}
		local, err := net.Listen("unix", filepath.Join(dir, "socket"))
		if err != nil {
			t.Fatal(err)
		}
		far, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		out, err := collect(context.Background(), child{
			program: os.Args[0], only: reach{read: []string{filepath.Join(dir, "own")}}, dir: desk, file: 1 << 20, by: by, limit: time.Minute, most: 1 << 16,
			env: []string{"TAGLANE_TEST_TOUCH=" + dir, "TAGLANE_TEST_ADDRESS=" + far.Addr().String()},
		})
		local.Close()
		far.Close()
		deeds := strings.Split(strings.TrimSpace(string(out)), "\n")
		could := slices.DeleteFunc(slices.Clone(deeds), func(s string) bool {
			// Its own namespaces hold a network that leads nowhere and folders with nothing in them.
			return by == bubblewrap && (strings.HasPrefix(s, "open a ") || s == "list a folder")
		})
		switch {
		case err != nil:
			t.Errorf("%s: %v", by, err)
		case by == limitsOnly && len(deeds) < 18: // else the others show nothing
			t.Errorf("free, it could only %q", deeds)
		case by != limitsOnly && !slices.Equal(could, []string{"read its file", "write on its desk"}):
			t.Errorf("by %s it could %q", by, could)
		case by != limitsOnly && string(read(t, filepath.Join(dir, "other"))) != "#!/bin/sh\n":
			t.Errorf("by %s another file changed", by)
		}
	}
}

// TestConfinedFFmpeg takes away every guard that stands before the confinement,
// so that a decoder which is asked for another file or an address does try.
func TestConfinedFFmpeg(t *testing.T) {
	t.Parallel()
	x, dir := tool(t), t.TempDir()
	bait, calls := clipNamed(t, "short.mp4").file(t), 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { calls++; http.ServeFile(w, r, bait) }))
	defer server.Close()
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer packets.Close()
	elsewhere := filepath.Join(dir, "elsewhere.mp4")
	all := []string{"-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe,crypto,http,tcp,udp", "-allowed_extensions", "ALL"}
	for name, c := range map[string]struct{ file, argv string }{
		"playlist":   {"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\n" + bait + "\n#EXT-X-ENDLIST\n", "-i LIST -map 0 -c copy -f null -"},
		"concat":     {"ffconcat version 1.0\nfile '" + bait + "'\n", "-safe 0 -f concat -i LIST -map 0 -c copy -f null -"},
		"address":    {"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\n" + server.URL + "/x.mp4\n#EXT-X-ENDLIST\n", "-i LIST -map 0 -c copy -f null -"},
		"download":   {"", "-i " + server.URL + "/x.mp4 -f null -"},
		"packets":    {"", "-f lavfi -i testsrc2=d=0.1 -f mpegts udp://" + packets.LocalAddr().String()},
		"elsewhere":  {"", "-f lavfi -i testsrc2=d=0.1 -y " + elsewhere},
		"in the way": {"", "-f lavfi -i testsrc2=d=0.1 -y -f mp4 LIST"},
	} {
		for _, by := range append(ways(t), limitsOnly) {
			list, desk := filepath.Join(t.TempDir(), "list.mp4"), t.TempDir()
			if err := os.WriteFile(list, []byte(c.file), 0o644); err != nil {
				t.Fatal(err)
			}
			words := strings.Fields(strings.ReplaceAll(c.argv, "LIST", list))
			if slices.Contains(words, "lavfi") {
				words = append([]string{"-nostdin", "-v", "error"}, words...)
			} else if strings.HasPrefix(c.argv, "-i LIST") {
				words = append(slices.Clone(all), words...)
			} else {
				words = append(slices.Clone(all[:5]), words...)
			}
			calls = 0
			os.Remove(elsewhere)
			_, err := child{program: x.FFmpeg, argv: words, only: reach{read: []string{list}}, dir: desk, file: 1 << 20, by: by, limit: time.Minute, most: 1 << 20, out: func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err }}.run(context.Background())
			_, made := os.Stat(elsewhere)
			if name == "packets" && by == bubblewrap { // its network leads nowhere, and says so to nobody
				if err = packets.SetReadDeadline(time.Now().Add(20 * time.Millisecond)); err == nil {
					_, _, err = packets.ReadFrom(make([]byte, 1500))
				}
			}
			switch {
			case by == limitsOnly && err != nil:
				t.Errorf("%s: free, it fails as well: %v", name, err)
			case by == limitsOnly:
			case err == nil || calls > 0 || made == nil || !bytes.Equal(read(t, list), []byte(c.file)):
				t.Errorf("%s: by %s it got through: %v, %d calls, %v", name, by, err, calls, made)
			}
		}
	}
}

// TestBombs lets children take memory, room, output and time without end.
func TestBombs(t *testing.T) {
	t.Parallel()
	x := tool(t)
	for _, by := range append(ways(t), limitsOnly) {
		for name, c := range map[string]struct {
			argv  string
			limit time.Duration
			says  string
		}{
			"memory": {"-f lavfi -i color=s=1920x1080 -vf reverse -f null -", time.Minute, "Cannot allocate memory"},
			"room":   {"-f lavfi -i testsrc2 -c:v rawvideo -f rawvideo big", time.Minute, "file size limit exceeded"},
			"output": {"-f lavfi -i testsrc2 -c:v rawvideo -f rawvideo pipe:1", time.Minute, errTooLong.Error()},
			"time":   {"-re -f lavfi -i testsrc2 -f null -", 400 * time.Millisecond, "no answer after"},
		} {
			begun, desk := time.Now(), t.TempDir()
			said, err := child{program: x.FFmpeg, argv: append([]string{"-nostdin", "-v", "error"}, strings.Fields(c.argv)...),
				dir: desk, file: 1 << 20, memory: 420 << 20, by: by, limit: c.limit, most: 1 << 20,
				out: func(r io.Reader) error { _, err := io.Copy(io.Discard, r); return err }}.run(context.Background())
			if told := fmt.Sprint(said, err); !strings.Contains(strings.ReplaceAll(told, "status 153", "file size limit exceeded"), c.says) || time.Since(begun) > 30*time.Second {
				t.Errorf("%s by %s ended after %s with %v", name, by, time.Since(begun), err)
			}
			if info, err := os.Stat(filepath.Join(desk, "big")); err == nil && info.Size() > 1<<20 {
				t.Errorf("%s by %s wrote %d bytes", name, by, info.Size())
			}
		}
		out, err := collect(context.Background(), child{program: "/bin/sh", argv: []string{"-c", "sleep 0.05; ulimit -a"}, memory: 420 << 20, by: by, limit: 9 * time.Second, most: 1 << 16})
		for _, limit := range []string{"430080", "64"} {
			if err != nil || !slices.Contains(strings.Fields(string(out)), limit) {
				t.Errorf("by %s its limits are %v\n%s", by, err, out)
			}
		}
	}
}

// TestStrangeTools asks for what is done with programs that need more than they
// can have: they are limited, and Confinement says so.
func TestStrangeTools(t *testing.T) {
	t.Parallel()
	if landlockVersion() == 0 {
		t.Skip("no Landlock here")
	}
	if by, v := tool(t).Confinement(); by == "Landlock" && v != landlockVersion() || by == "undecided" {
		t.Errorf("%s %d", by, v)
	}
	dir := t.TempDir()
	for name, script := range map[string]string{"ffmpeg": "exec " + filepath.Join(dir, "real"), "ffprobe": "exit 0", "real": "exit 0"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	strange := Tool{FFmpeg: filepath.Join(dir, "ffmpeg"), FFprobe: filepath.Join(dir, "ffprobe")}
	if by, v := strange.Confinement(); by != "limits only" || v != 0 {
		t.Errorf("a program that must start another is confined by %s %d", by, v)
	}
	strange.FFmpeg = strange.FFprobe
	if by, _ := strange.Confinement(); by != "Landlock" {
		t.Error("a program that stands alone is kept by", by)
	}
	// A confinement that cannot be had is an error, never a child without it.
	if _, err := collect(context.Background(), child{program: "/bin/sh", argv: []string{"-c", "exit 0"}, only: reach{read: []string{filepath.Join(dir, "gone")}}, by: landlock, limit: time.Minute}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a child of a file that is gone: %v", err)
	}
}

// TestOurselvesStayFree asks that confining children confines nothing else.
func TestOurselvesStayFree(t *testing.T) {
	t.Parallel()
	for range 40 {
		if _, err := collect(context.Background(), child{program: "/bin/sh", argv: []string{"-c", "exit 0"}, limit: time.Minute}); err != nil {
			t.Fatal(err)
		}
	}
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil || len(tasks) > 60 {
		t.Errorf("%d threads stay behind, %v", len(tasks), err)
	}
	for _, task := range tasks {
		b, err := os.ReadFile("/proc/self/task/" + task.Name() + "/status")
		if err == nil && task.Name() == fmt.Sprint(os.Getpid()) && bytes.Contains(b, []byte("Seccomp:\t2")) {
			t.Error("the first thread is confined")
		}
	}
	for range 200 {
		done := make(chan error)
		go func() { done <- os.WriteFile(filepath.Join(t.TempDir(), "x"), nil, 0o600) }()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkStart tells what a start costs by each means.
func BenchmarkStart(b *testing.B) {
	for _, by := range []means{limitsOnly, landlock, bubblewrap} {
		if by == bubblewrap && !wraps() || by == landlock && landlockVersion() == 0 {
			continue
		}
		b.Run(by.String(), func(b *testing.B) {
			for b.Loop() {
				if _, err := collect(context.Background(), child{program: "/bin/true", by: by, limit: time.Minute}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
