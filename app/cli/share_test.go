package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"taglane/app/cli"
	"taglane/app/studio"
)

// A person at a terminal sees how far a product file is, and nothing is left of
// it at the end; a script hears of it only as an event.
func TestATerminalSeesHowFarAFileIs(t *testing.T) {
	dir := t.TempDir()
	var file strings.Builder
	for i := range 1_000 {
		fmt.Fprintf(&file, `{"id":%d,"title":"Mug %d","description":%q}`+"\n", i, i, strings.Repeat("glazed by hand ", 150))
	}
	name := filepath.Join(dir, "mugs.jsonl")
	if err := os.WriteFile(name, []byte(file.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(library string, args ...string) (out, told bytes.Buffer) {
		t.Helper()
		w := world()
		options := w.Options
		w.Options = func(string) (studio.Options, error) { return options(filepath.Join(dir, library)) }
		w.Tell, w.Stdout, w.Stderr = true, &out, &told
		if code := cli.Run(t.Context(), w, append([]string{"products", "import", name}, args...)); code != 0 {
			t.Fatalf("it ends with %d: %s", code, told.String())
		}
		return out, told
	}
	out, told := run("person")
	if s := told.String(); !strings.Contains(s, "mugs.jsonl") || strings.Count(s, "%") < 2 || !strings.HasSuffix(s, "\r\x1b[K") || !strings.Contains(out.String(), "1000 taken") {
		t.Errorf("%q, %q", out.String(), s)
	}
	out, told = run("script", "--json-events")
	if !strings.Contains(out.String(), `{"data":{"file":"mugs.jsonl","share":0.`) || told.Len() > 0 {
		t.Errorf("%.300q, %q", out.String(), told.String())
	}
}
