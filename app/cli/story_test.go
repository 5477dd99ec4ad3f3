package cli_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rogpeppe/go-internal/testscript"

	"taglane/app/cli"
	"taglane/app/media"
	_ "taglane/app/platform/all"
	"taglane/app/platform/httpx"
	"taglane/app/sample"
	"taglane/app/studio"
	"taglane/app/taglane"
)

// TestMain makes the test program answer to `taglane`, so that a story runs
// the verbs as a process of their own, as a script would.
func TestMain(m *testing.M) {
	if handled, code := media.WorkerMain(os.Args[1:], os.Stdin, os.Stdout); handled {
		os.Exit(code)
	}
	testscript.Main(m, map[string]func(){"taglane": func() { os.Exit(cli.Run(context.Background(), world(), os.Args[1:])) }})
}

func world() cli.World {
	at := clock()
	if at.speed > 0 {
		httpx.SetWall(at.now)
	}
	return cli.World{
		Version: "test", Stdout: os.Stdout, Stderr: os.Stderr,
		Options: func(library string) (studio.Options, error) {
			ask := func() (string, error) { return os.Getenv("TAGLANE_PASSPHRASE"), nil }
			return studio.Options{Passphrase: ask, Dir: library, State: library + "-state", Pages: library + "-pages", Exports: library + "-exports", Person: "nora", Now: at.now, After: at.after, Keyring: keyring(),
				NewID: func() taglane.ID { return taglane.ID(uuid.Must(uuid.NewV7()).String()) }}, nil
		},
		Serve: func(context.Context, cli.ServeOptions) error {
			return taglane.Errorf(taglane.Refused, "Not in this test.")
		},
	}
}

func TestStories(t *testing.T) {
	if _, err := media.Find(); err != nil {
		t.Skip("ffmpeg is missing: ", err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("TAGLANE_LIBRARY", e.WorkDir+"/library")
			e.Setenv("HOME", e.WorkDir+"/home")
			return errors.Join(os.WriteFile(e.WorkDir+"/clip.mp4", sample.Clip, 0o644), os.WriteFile(e.WorkDir+"/bomb.png", bomb(), 0o644), os.WriteFile(e.WorkDir+"/many.csv", naughty(3000), 0o644))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "keep": keep, "json": jsonIs, "whileheld": whileHeld},
	})
}

// exits CODE taglane …: the program must end with that code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if e, ok := err.(*exec.ExitError); ok {
		got = e.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if (got == want) == neg {
		ts.Fatalf("exit %d, want %d: %s", got, want, ts.ReadFile("stderr"))
	}
}

// value finds a path such as tags.0.id in the JSON on standard output.
func value(ts *testscript.TestScript, path string) string {
	var v any
	d := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		ts.Fatalf("standard output is not JSON: %v\n%s", err, ts.ReadFile("stdout"))
	}
	if _, err := d.Token(); err != io.EOF {
		ts.Fatalf("more than one document on standard output:\n%s", ts.ReadFile("stdout"))
	}
	for _, key := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			next, ok := x[key]
			if !ok {
				return "absent"
			}
			v = next
		case []any:
			if key == "len" {
				return strconv.Itoa(len(x))
			}
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(x) {
				return "absent"
			}
			v = x[i]
		default:
			return "absent"
		}
	}
	if s, ok := v.(string); ok {
		return s
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	ts.Check(e.Encode(v))
	return strings.TrimSpace(b.String())
}

// keep NAME PATH puts a value of the last JSON answer into the environment.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	v := value(ts, args[1])
	if v == "absent" {
		ts.Fatalf("%s is not in the answer:\n%s", args[1], ts.ReadFile("stdout"))
	}
	ts.Setenv(args[0], v)
}

// json PATH VALUE compares a value of the last JSON answer.
func jsonIs(ts *testscript.TestScript, neg bool, args []string) {
	if got := value(ts, args[0]); (got == args[1]) == neg {
		ts.Fatalf("%s is %q, want %q (negated: %v)\n%s", args[0], got, args[1], neg, ts.ReadFile("stdout"))
	}
}

// whileheld taglane …: the verb must be refused while another process holds the library.
func whileHeld(ts *testscript.TestScript, neg bool, args []string) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	o, err := world().Options(ts.Getenv("TAGLANE_LIBRARY"))
	ts.Check(err)
	o.Quiet = true
	s, err := studio.Open(ctx, o)
	ts.Check(err)
	defer s.Close()
	exits(ts, false, append([]string{"9"}, args...))
	if !strings.Contains(ts.ReadFile("stderr"), "is open in another Taglane") {
		ts.Fatalf("the sentence is %q", fmt.Sprint(ts.ReadFile("stderr")))
	}
}

// bomb is a PNG of 30000 × 30000 in a hundred kilobytes.
func bomb() []byte {
	const side = 30_000
	var pixels, out bytes.Buffer
	z, _ := zlib.NewWriterLevel(&pixels, zlib.BestCompression)
	row := make([]byte, 1+side/8)
	for range side {
		z.Write(row)
	}
	z.Close()
	chunk := func(name string, data []byte) {
		body := append([]byte(name), data...)
		binary.Write(&out, binary.BigEndian, uint32(len(data)))
		out.Write(body)
		binary.Write(&out, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	out.WriteString("\x89PNG\r\n\x1a\n")
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, side), side)
	chunk("IHDR", append(head, 1, 0, 0, 0, 0))
	chunk("IDAT", pixels.Bytes())
	chunk("IEND", nil)
	return out.Bytes()
}

// naughty is a product file whose every title was meant to break something.
func naughty(rows int) []byte {
	titles := []string{"<script>alert(1)</script>", "=cmd|' /C calc'!A0", "Robert'); DROP TABLE clip;--", "\u202egnp.exe", "-->", "../../etc/passwd", "${jndi:ldap://x}", "%s%n%x"}
	var b bytes.Buffer
	b.WriteString("title,url,price\n")
	for i := range rows {
		fmt.Fprintf(&b, "\"%s %d\",https://many.example/%d,%d.50 EUR\n", titles[i%len(titles)], i, i, i%900)
	}
	return b.Bytes()
}

// fileRing is a keyring for programs that are started again and again.
type fileRing struct{ path string }

// keyring is the file that a test names; nil: there is none.
func keyring() studio.Keyring {
	if path := os.Getenv("TAGLANE_TEST_KEYRING"); path != "" {
		return fileRing{path}
	}
	return nil
}

func (f fileRing) Get(_, _ string) ([]byte, error) {
	b, err := os.ReadFile(f.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, taglane.Errorf(taglane.NotFound, "The keyring has no such entry.")
	}
	return b, err
}

func (f fileRing) Set(_, _ string, key []byte) error { return os.WriteFile(f.path, key, 0o600) }
