package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"taglane/app/taglane"
)

// TestNoFileButItsOwn watches every file and every address that we and our
// children open while hostile files are read, each in a process of its own:
// nothing is opened but the file itself, the cache, and what programs need to
// start.
func TestNoFileButItsOwn(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is missing: nobody can watch what is opened")
	}
	t.Parallel()
	x := tool(t)
	dir := t.TempDir()
	bait := filepath.Join(dir, "bait.mp4")
	if err := os.WriteFile(bait, read(t, clipNamed(t, "short.mp4").file(t)), 0o644); err != nil {
		t.Fatal(err)
	}
	files := hostile(t, bait)
	list := make([]string, 0, len(files))
	for name, b := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		list = append(list, path)
	}
	slices.Sort(list)
	for _, path := range list {
		cache, log := t.TempDir(), filepath.Join(t.TempDir(), "log")
		cmd := exec.Command(strace, "-f", "-y", "-qq", "-s", "4096", "-e", "trace=open,openat,openat2,creat,connect,execve", "-o", log, os.Args[0])
		cmd.Env = append(os.Environ(), "TAGLANE_TEST_READ="+path, "TAGLANE_TEST_CACHE="+cache)
		out, err := cmd.CombinedOutput()
		if err != nil {
			if strings.Contains(string(out), "ptrace") {
				t.Skip("strace may not watch here: ", strings.TrimSpace(string(out)))
			}
			t.Fatalf("%s: %v\n%s", path, err, out)
		}
		want := "refused"
		if strings.HasPrefix(filepath.Base(path), "clip") {
			want = "read"
		}
		if !strings.HasPrefix(string(out), want) {
			t.Errorf("%s: %s", filepath.Base(path), out)
		}
		judgeTrace(t, x, read(t, log), path, cache)
	}
}

// readOnce is what the watched process does: it reads one file and says how
// that went.
func readOnce(path, cache string) {
	t, err := Find()
	if err == nil {
		var s Source
		if s, err = Open(context.Background(), t, path); err == nil {
			if err = Ingest(context.Background(), t, Cache{cache}, s, Work{Threads: 1}); err == nil {
				_, err = Still(context.Background(), t, s, 0)
			}
		}
	}
	if err != nil {
		fmt.Println("refused: ", taglane.MessageOf(err))
	} else {
		fmt.Println("read")
	}
	os.Exit(0)
}

// opened finds the folder a path is relative to, the path, and how it is opened.
var opened = regexp.MustCompile(`(?:open|openat|openat2|creat|execve)\((?:(?:AT_FDCWD|[0-9]+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"(.*)`)

// judgeTrace looks at every line of a trace.
func judgeTrace(t *testing.T, x Tool, trace []byte, source, cache string) {
	t.Helper()
	seen := false
	for line := range strings.Lines(string(trace)) {
		if strings.Contains(line, "connect(") && !strings.Contains(line, "AF_UNIX") && !strings.Contains(line, "resumed") {
			t.Errorf("%s: an address was called: %s", filepath.Base(source), line)
		}
		m := opened.FindStringSubmatch(line)
		if m == nil {
			if strings.Contains(line, "open") && !strings.Contains(line, "resumed") {
				t.Errorf("a line that cannot be judged: %s", line)
			}
			continue
		}
		path := m[2]
		if !filepath.IsAbs(path) && m[1] != "" {
			path = filepath.Join(m[1], path)
		}
		switch {
		case strings.Contains(m[3], "O_PATH"): // a place is named to the kernel, and nothing in it read
		case path == source:
			seen = true
			if strings.Contains(m[3], "O_WRONLY") || strings.Contains(m[3], "O_RDWR") || strings.Contains(m[3], "O_CREAT") {
				t.Errorf("the source is opened for writing: %s", line)
			}
		case within(path, cache), path == os.Args[0], path == x.FFmpeg, path == x.FFprobe:
		case within(path, "/usr"), within(path, "/lib"), within(path, "/lib64"), within(path, "/etc"), within(path, "/proc"), within(path, "/sys"), within(path, "/dev"):
		default:
			t.Errorf("%s: another file was opened: %s", filepath.Base(source), line)
		}
	}
	if !seen {
		t.Errorf("%s was not opened itself; the trace shows nothing", filepath.Base(source))
	}
}

func within(path, dir string) bool { return path == dir || strings.HasPrefix(path, dir+"/") }

// hostile are files that ask their reader to open others. Those named clip are
// clips all the same.
func hostile(t *testing.T, bait string) map[string][]byte {
	plain := read(t, clipNamed(t, "short.mp4").file(t))
	dref := []string{"moov", "trak", "mdia", "minf", "dinf", "dref", "url "}
	elsewhere := func(add string) []byte {
		b := inserted(t, plain, dref, []byte(add))
		copy(b[bytes.Index(b, []byte("url "))+4:], make([]byte, 4)) // not in this file
		return b
	}
	alias := elsewhere(string(aliasOf(bait)))
	copy(alias[bytes.Index(alias, []byte("url ")):], "alis")
	out := map[string][]byte{
		"list.mp4":      []byte("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\n" + bait + "\n#EXT-X-ENDLIST\n"),
		"near.mp4":      []byte("#EXTM3U\n#EXTINF:1,\nbait.mp4\n"),
		"call.mov":      []byte("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.mp4\n"),
		"concat.mkv":    []byte("ffconcat version 1.0\nfile bait.mp4\n"),
		"behind.mp4":    append([]byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"), "#EXTM3U\n#EXTINF:1,\n"+bait+"\n"...),
		"clip-url.mp4":  elsewhere("file://" + bait + "\x00"),
		"alias.mov":     alias,
		"reference.mov": referenceTo(bait),
	}
	return out
}

// aliasOf is what the old Macintosh wrote into a data reference to name a file.
func aliasOf(path string) []byte {
	b := make([]byte, 150)
	b[10] = 4
	copy(b[11:], "disk")
	b[50] = byte(len(filepath.Base(path)))
	copy(b[51:114], filepath.Base(path))
	for _, s := range []struct {
		kind uint16
		text string
	}{{2, "disk:" + strings.ReplaceAll(path[1:], "/", ":")}, {18, path}} {
		b = binary.BigEndian.AppendUint16(b, s.kind)
		b = binary.BigEndian.AppendUint16(b, uint16(len(s.text)))
		b = append(b, s.text...)
		if len(s.text)%2 == 1 {
			b = append(b, 0)
		}
	}
	return append(b, 0xff, 0xff, 0, 0)
}

// referenceTo is a QuickTime film that only names another one.
func referenceTo(path string) []byte {
	box := func(name string, inside ...byte) []byte {
		return append(binary.BigEndian.AppendUint32(nil, uint32(8+len(inside))), append([]byte(name), inside...)...)
	}
	where := binary.BigEndian.AppendUint32([]byte("\x00\x00\x00\x00url "), uint32(len(path)+8))
	where = append(where, "file://"+path+"\x00"...)
	return append(box("ftyp", []byte("qt  \x00\x00\x02\x00qt  ")...), box("moov", box("rmra", box("rmda", box("rdrf", where...)...)...)...)...)
}
